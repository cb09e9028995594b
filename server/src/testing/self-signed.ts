/**
 * For TLS listeners of tests: of nobody, signed by itself, and known to everybody who reads this. Node's crypto makes no
 * certificates, and not every machine has a program that does.
 */
export const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBhjCCAS2gAwIBAgIUWUJuO1Mhx+gygbBlS/T6hiPQlWUwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNbm9ydGguZXhhbXBsZTAgFw0yNjExMjMxMjIxMjNaGA8yMTI2
MTAzMDEyMjEyM1owGDEWMBQGA1UEAwwNbm9ydGguZXhhbXBsZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABJ15yuUsV1n0a75gNsgUYReubo1F0uD3M/qjzGnHU6uB
ns9jrA6qWgMv0CiTcsje5pO3gUM7DhP9vdRw3GJuRYajUzBRMB0GA1UdDgQWBBQy
MGyVEKjZnhZ1kikDjb116+ZKXzAfBgNVHSMEGDAWgBQyMGyVEKjZnhZ1kikDjb11
6+ZKXzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIEUjrpPJTgPT
Ast68MwtwZBkdz+/gMKLNHUVmCVEhg7tAiBU1rW3pgETjMg1OtqNLnxXWwCbJo9I
PPwbVhxzGioR8w==
-----END CERTIFICATE-----\n`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiO4+vzVPeynIdzNy
X4GjjaBc6YEYY15X2iAFkPTGQUihRANCAASdecrlLFdZ9Gu+YDbIFGEXrm6NRdLg
9zP6o8xpx1OrgZ7PY6wOqloDL9Aok3LI3uaTt4FDOw4T/b3UcNxibkWG
-----END PRIVATE KEY-----\n`,
} as const;
