package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says in one line why no session came about, and what to do next. */
final class LoginFailures {

    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    private LoginFailures() {}

    static SnapshotException of(ConnectionSpec spec, SQLException failure) {
        String state = failure.getSQLState();
        if (FEATURE_NOT_SUPPORTED.equals(state)) {
            // InitializeClientEncoding: the driver speaks UTF8 only, and for MULE_INTERNAL the server has no
            // conversion.
            return new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "cannot read or write " + spec.described() + ", because of its encoding (" + Failures.text(failure)
                            + "): use PostgreSQL's own programs for it, or move it to a database in UTF8",
                    failure,
                    state);
        }
        return new SnapshotException(
                ErrorCode.CONNECTION,
                "cannot connect to " + spec.described() + ": " + why(spec, failure, state),
                failure,
                state);
    }

    private static String addressSource(ConnectionSpec spec) {
        String host = spec.source(Setting.HOST);
        String port = spec.source(Setting.PORT);
        return host.equals(port) ? host : host + ", " + port;
    }

    private static String why(ConnectionSpec spec, SQLException failure, @Nullable String state) {
        String said = Failures.text(failure);
        if (cause(failure, UnknownHostException.class)) {
            return "host \"" + spec.host() + "\" (" + spec.source(Setting.HOST)
                    + ") is unknown: check its spelling, or the network";
        }
        if (cause(failure, SocketTimeoutException.class)) {
            return "no answer within " + spec.connectTimeout().toSeconds()
                    + " seconds: check host, port and firewall, or raise connect_timeout";
        }
        if (cause(failure, ConnectException.class)) {
            return "nothing listens there (" + lastMessage(failure) + "): check host and port (" + addressSource(spec)
                    + "), and that the server runs";
        }
        if (cause(failure, CertPathBuilderException.class)) {
            return "the server's certificate is signed by no authority in sslrootcert ("
                    + spec.sslRootCert().orElse("") + ", " + spec.source(Setting.SSL_ROOT_CERT)
                    + "): name the file of the authority that signed it";
        }
        return switch (state == null ? "" : state) {
            case "28P01" -> said + ": " + password(spec);
            case "28000" ->
                said + ": check the server's pg_hba.conf, the role, and sslmode (now "
                        + spec.sslMode().word() + ")";
            case "3D000" -> said + ": check the name (" + spec.source(Setting.DATABASE) + ")";
            case "53300" -> said + ": wait, or end other sessions";
            case "57P03" -> said + ": try again in a moment";
            case "08004" -> spec.password().isEmpty() ? said + ": " + password(spec) : said;
            default -> said;
        };
    }

    private static String password(ConnectionSpec spec) {
        return spec.password().isEmpty()
                ? "no password is known: give one by a password file or PGPASSWORD"
                : "check the password (" + spec.source(Setting.PASSWORD) + ")";
    }

    private static boolean cause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static String lastMessage(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }
}
