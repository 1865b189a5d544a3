package dev.dbsnapshot.connect;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.LazyKeyManager;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.ssl.PEMKeyManager;
import org.postgresql.ssl.Pk8OrPemKeyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * TLS as the driver does it after libpq, and remembers the encrypted socket for its session. Also trusts the
 * authorities that Java trusts, which the driver cannot together with a client certificate. Public only because the
 * driver makes it by name; a child of the driver's class because the driver treats that class specially.
 */
public final class TlsSocketFactory extends LibPQFactory {

    /** libpq's name for the authorities that the system trusts. */
    static final String SYSTEM = "system";

    private final Wire wire;

    @Nullable
    private final Pk8OrPemKeyManager keys;

    /**
     * Called by the driver.
     *
     * @param properties the connection's properties, which hold its wire
     * @throws PSQLException if the certificates or the key cannot be read
     */
    public TlsSocketFactory(Properties properties) throws PSQLException {
        super(withoutSystem(properties));
        this.wire = Wire.from(properties);
        if (isSystem(properties)) {
            this.keys = keys(properties);
            this.factory = trustingWhatJavaTrusts(keys).getSocketFactory();
        } else {
            this.keys = null;
        }
    }

    private static boolean isSystem(Properties properties) {
        return SYSTEM.equals(PGProperty.SSL_ROOT_CERT.getOrDefault(properties));
    }

    /** What the driver's own constructor can do: it would look for a file of that name. */
    private static Properties withoutSystem(Properties properties) {
        if (!isSystem(properties)) {
            return properties;
        }
        Properties copy = new Properties();
        copy.putAll(properties);
        PGProperty.SSL_ROOT_CERT.set(copy, null);
        PGProperty.SSL_MODE.set(copy, SslMode.REQUIRE.word());
        return copy;
    }

    private static @Nullable Pk8OrPemKeyManager keys(Properties properties) throws PSQLException {
        String certificate = String.valueOf(PGProperty.SSL_CERT.getOrDefault(properties));
        String key = String.valueOf(PGProperty.SSL_KEY.getOrDefault(properties));
        if (certificate.isEmpty()) {
            return null;
        }
        String algorithm = String.valueOf(PGProperty.PEM_KEY_ALGORITHM.getOrDefault(properties));
        LazyKeyManager der = new LazyKeyManager(
                certificate,
                key,
                callbacks -> {
                    throw new UnsupportedCallbackException(callbacks[0], "the key is encrypted");
                },
                false);
        return new Pk8OrPemKeyManager(key, new PEMKeyManager(key, certificate, algorithm), der);
    }

    private static SSLContext trustingWhatJavaTrusts(@Nullable Pk8OrPemKeyManager keys) throws PSQLException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys == null ? new KeyManager[0] : new KeyManager[] {keys}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new PSQLException("no TLS with Java's own authorities", PSQLState.CONNECTION_FAILURE, e);
        }
    }

    @Override
    public void throwKeyManagerException() throws PSQLException {
        super.throwKeyManagerException();
        if (keys != null) {
            keys.throwKeyManagerException();
        }
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        return wire.secured(plain, under -> (SSLSocket) super.createSocket(under, host, port, autoClose));
    }
}
