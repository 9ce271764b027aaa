// Certificates for localhost, made anew: one that whoever is given `file` trusts, and one that nobody knows.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Certificate {
  key: Buffer
  cert: Buffer
  /** The certificate's file, for NODE_EXTRA_CA_CERTS. */
  file: string
}

/** Makes one that signs itself. `remove` deletes the files. */
export function makeCertificate(): Certificate & { remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'thongsuot-tls-'))
  const [key, file] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', file], { stdio: 'ignore' })
  return {
    key: readFileSync(key),
    cert: readFileSync(file),
    file,
    remove: () => rmSync(folder, { recursive: true }),
  }
}
