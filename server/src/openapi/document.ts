/** The parts of an OpenAPI 3.1 document that are worked on here. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string; license?: { name: string; identifier: string } };
  servers?: { url: string; description?: string }[];
  tags?: { name: string; description: string }[];
  paths: Record<string, Record<string, ApiOperation>>;
  components: ApiComponents;
}

export interface ApiComponents {
  schemas: Record<string, JsonSchema>;
  responses?: Record<string, ApiAnswer>;
  headers?: Record<string, ApiHeader>;
  parameters?: Record<string, ApiParameter>;
  securitySchemes?: Record<string, Record<string, string>>;
}

export type JsonSchema = Record<string, unknown>;

export interface Reference {
  $ref: string;
}

export interface ApiHeader {
  description: string;
  schema: JsonSchema;
}

export interface ApiParameter {
  name: string;
  in: 'query' | 'header' | 'path' | 'cookie';
  description?: string;
  required?: boolean;
  schema: JsonSchema;
}

export interface ApiAnswer {
  description: string;
  headers?: Record<string, Reference>;
  content?: Record<string, { schema: JsonSchema }>;
  'x-codes'?: string[];
}

export interface ApiOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  'x-permission'?: string;
  parameters?: (ApiParameter | Reference)[];
  requestBody?: { required?: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, ApiAnswer | Reference>;
}
