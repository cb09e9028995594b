/** Valid files of the JSONTestSuite that our rules refuse all the same: two readers could make different things of them. */
export const stricterRefusals: readonly string[] = [
  // Negative zero.
  'y_number_minus_zero.json',
  'y_number_negative_zero.json',
  // Whole numbers beyond ±(2^53 - 1): 123e65, 1E22, 123e45, 123.456e78, ±1e28.
  'y_number.json',
  'y_number_real_capital_e.json',
  'y_number_real_exponent.json',
  'y_number_real_fraction_exponent.json',
  'y_object_extreme_numbers.json',
  // NUL.
  'y_object_escaped_null_in_key.json',
  'y_string_null_escape.json',
  // Duplicate keys.
  'y_object_duplicated_key.json',
  'y_object_duplicated_key_and_value.json',
];
