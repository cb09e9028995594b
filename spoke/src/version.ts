/** Of the whole product; the packages move together. */
export const spokeVersion = '0.1.0';
