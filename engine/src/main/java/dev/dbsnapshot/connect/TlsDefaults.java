package dev.dbsnapshot.connect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What libpq does about TLS where nobody says: the files in its folder, and the mode that goes with them. */
final class TlsDefaults {

    private final Map<Setting, String> values;
    private final Map<Setting, String> sources;

    TlsDefaults(Map<Setting, String> values, Map<Setting, String> sources) {
        this.values = values;
        this.sources = sources;
    }

    /** Adds them to what is known already. */
    void add(@Nullable Path folder) {
        if (folder != null) {
            file(Setting.SSL_ROOT_CERT, folder.resolve("root.crt"));
            file(Setting.SSL_CERT, folder.resolve("postgresql.crt"));
            file(Setting.SSL_KEY, folder.resolve("postgresql.key"));
            // The driver's own name for it.
            file(Setting.SSL_KEY, folder.resolve("postgresql.pk8"));
        }
        boolean system = TlsSocketFactory.SYSTEM.equals(values.get(Setting.SSL_ROOT_CERT));
        if (values.putIfAbsent(Setting.SSL_MODE, system ? SslMode.VERIFY_FULL.word() : SslMode.PREFER.word()) == null) {
            sources.put(Setting.SSL_MODE, "default");
        }
        String mode = values.get(Setting.SSL_MODE);
        if (system && !SslMode.VERIFY_FULL.word().equals(mode)) {
            throw Dsn.bad(
                    "sslmode \"" + mode + "\" (" + sources.get(Setting.SSL_MODE)
                            + ") is too weak for sslrootcert=system, with which anybody could pass as the server: use verify-full");
        }
    }

    private void file(Setting setting, Path file) {
        if (Files.exists(file) && values.putIfAbsent(setting, file.toString()) == null) {
            sources.put(setting, "default");
        }
    }
}
