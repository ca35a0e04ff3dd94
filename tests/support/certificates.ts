/** Certificates for a test's own https servers, made by openssl. */
import { assertEquals } from "@std/assert";

/** What a server on `localhost` takes, and the file of who issued it. */
interface Certificate {
  cert: string;
  key: string;
  issuerPath: string;
}

/** Whether this machine has what makes certificates. */
export const HAS_OPENSSL = await new Deno.Command("openssl", { args: ["version"] }).output()
  .then(({ success }) => success, () => false);

/**
 * Makes a certificate for `localhost` by an issuer of its own.
 *
 * @param days How long it is good; -1: until yesterday.
 */
export async function makeCertificate(folder: string, days: number): Promise<Certificate> {
  const openssl = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder }).output();
    assertEquals(success, true, `openssl ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  };
  const names = "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n";
  await Deno.writeTextFile(`${folder}/names`, names);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const issuer = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Issuer of the test"];
  await openssl("req", "-x509", ...key, ...issuer);
  await openssl("req", ...key, "-keyout", "key", "-out", "request", "-subj", "/CN=localhost");
  const signed = ["-in", "request", "-out", "cert", "-extfile", "names", "-days", String(days)];
  await openssl("x509", "-req", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", ...signed);
  return {
    cert: await Deno.readTextFile(`${folder}/cert`),
    key: await Deno.readTextFile(`${folder}/key`),
    issuerPath: `${folder}/ca.pem`,
  };
}
