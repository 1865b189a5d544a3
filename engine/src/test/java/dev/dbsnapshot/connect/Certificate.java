package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A new certificate that signs itself.
 *
 * @param store a key store with it, whose password is {@code changeit}
 * @param certificate in PEM format
 * @param key in PEM format
 */
record Certificate(Path store, String certificate, String key) {

    /** Makes one for a name, with a key of {@code RSA} or {@code EC}. */
    static Certificate of(String name, String algorithm, Path folder) throws Exception {
        Path store = folder.resolve(name + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command =
                List.of((keytool + " -genkeypair -alias s -keyalg " + algorithm + " -validity 10 -dname CN=" + name
                                + " -ext san=dns:" + name + " -storetype PKCS12 -storepass changeit -keystore " + store)
                        .split(" "));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        char[] password = "changeit".toCharArray();
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        return new Certificate(
                store,
                pem("CERTIFICATE", keys.getCertificate("s").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("s", password).getEncoded()));
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    /** Writes the certificate into a file. */
    Path certificateFile(Path file) throws Exception {
        return Files.writeString(file, certificate);
    }

    /** Writes the key into a file that only its owner can read. */
    Path keyFile(Path file) throws Exception {
        return Files.setPosixFilePermissions(
                Files.writeString(file, key), PosixFilePermissions.fromString("rw-------"));
    }
}
