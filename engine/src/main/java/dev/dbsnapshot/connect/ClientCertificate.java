package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** The client's own certificate and its key, told to the driver. */
final class ClientCertificate {

    private ClientCertificate() {}

    /**
     * Puts both files into the driver's properties. Without a certificate the names are empty, because the driver
     * would look for them in the home folder of whoever runs the JVM.
     */
    static void tell(Properties properties, ConnectionSpec spec) {
        String certificate = spec.sslCert().orElse("");
        String key = certificate.isEmpty() ? "" : spec.sslKey().orElse("");
        if (!certificate.isEmpty()) {
            if (key.isEmpty() || !Files.isReadable(Path.of(key))) {
                throw new SnapshotException(
                        ErrorCode.CONNECTION,
                        "client certificate " + certificate + " (" + spec.source(Setting.SSL_CERT)
                                + ") is there, but its key " + (key.isEmpty() ? "" : key + " ")
                                + "is not, or cannot be read: name it by sslkey");
            }
            PGProperty.PEM_KEY_ALGORITHM.set(properties, algorithm(certificate, spec.source(Setting.SSL_CERT)));
        }
        PGProperty.SSL_CERT.set(properties, certificate);
        PGProperty.SSL_KEY.set(properties, key);
        // Without it the driver would ask for the password of an encrypted key on the console.
        PGProperty.SSL_PASSWORD.set(properties, "");
    }

    /** The driver takes every key in PEM format for RSA unless it is told; the certificate knows. */
    private static String algorithm(String file, String source) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return certificate.getPublicKey().getAlgorithm();
        } catch (IOException e) {
            throw unreadable(file, source, e);
        } catch (CertificateException e) {
            throw unreadable(file, source, e);
        }
    }

    private static SnapshotException unreadable(String file, String source, @Nullable Exception cause) {
        return new SnapshotException(
                ErrorCode.CONNECTION,
                "cannot read the client certificate " + file + " (" + source
                        + "): name a file in PEM format by sslcert",
                cause);
    }
}
