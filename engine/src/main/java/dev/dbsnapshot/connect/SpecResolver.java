package dev.dbsnapshot.connect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the layers of settings on top of each other, and finds the password. */
final class SpecResolver {

    /** libpq waits forever; servers give up after a minute (authentication_timeout). */
    private static final String CONNECT_TIMEOUT_SECONDS = "90";

    /** What libpq would heed in the environment, and what would be dangerous to leave out silently. */
    private static final Map<String, String> NOT_SUPPORTED = Map.of(
            "PGHOSTADDR", "hostaddr",
            "PGREQUIREAUTH", "require_auth",
            "PGSSLCRL", "sslcrl",
            "PGSSLCRLDIR", "sslcrldir",
            "PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version",
            "PGGSSENCMODE", "gssencmode",
            "PGTARGETSESSIONATTRS", "target_session_attrs");

    private final Map<Setting, String> explicit;

    Map<Setting, String> dsn = Map.of();
    Map<String, String> environment = Map.of();
    Map<Setting, String> found = Map.of();
    Map<Setting, String> foundWhere = Map.of();
    Consumer<String> warnings = warning -> {};

    @Nullable
    Secret password;

    @Nullable
    Path home;

    @Nullable
    String defaultUser;

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, String> sources = new EnumMap<>(Setting.class);

    SpecResolver(Map<Setting, String> explicit) {
        this.explicit = explicit;
    }

    ConnectionSpec resolve() {
        values.clear();
        sources.clear();
        explicit.forEach((setting, value) -> add(setting, value, ConnectionSpec.Builder.EXPLICIT));
        dsn.forEach((setting, value) -> add(setting, value, "the connection string"));
        addService();
        NOT_SUPPORTED.forEach((variable, keyword) -> {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                Dsn.put(values, keyword, value, variable);
            }
        });
        for (Setting setting : Setting.values()) {
            add(setting, environment.get(setting.variable()), setting.variable());
        }
        found.forEach((setting, value) -> add(setting, value, foundWhere.getOrDefault(setting, "found")));
        add(Setting.HOST, "localhost", "default");
        add(Setting.PORT, "5432", "default");
        add(Setting.USER, defaultUser, "the name of the user at this computer");
        String user = values.get(Setting.USER);
        if (user == null) {
            throw Dsn.bad("no role to connect as is named: give a user, for example by PGUSER or in the URI");
        }
        add(Setting.DATABASE, user, "default: the role's name");
        new TlsDefaults(values, sources).add(libpqFolder());
        add(Setting.CHANNEL_BINDING, "prefer", "default");
        add(Setting.CONNECT_TIMEOUT, CONNECT_TIMEOUT_SECONDS, "default");
        add(Setting.APPLICATION_NAME, Version.TOOL_AND_VERSION, "default");
        refuseWhatIsNoSingleServer();
        Secret secret = findPassword().filter(found -> !found.isEmpty()).orElse(null);
        values.remove(Setting.PASSWORD);
        return new ConnectionSpec(values, sources, secret);
    }

    /** Adds a value where no layer above has one; an empty one counts as none, as in libpq. */
    private void add(Setting setting, @Nullable String value, String source) {
        if (value != null && !value.isEmpty() && values.putIfAbsent(setting, value) == null) {
            sources.put(setting, source);
        }
    }

    private void addService() {
        add(Setting.SERVICE, environment.get(Setting.SERVICE.variable()), Setting.SERVICE.variable());
        String service = values.get(Setting.SERVICE);
        if (service == null) {
            return;
        }
        List<Path> files = new ArrayList<>();
        String named = values.getOrDefault(
                Setting.SERVICE_FILE, environment.getOrDefault(Setting.SERVICE_FILE.variable(), ""));
        if (!named.isEmpty()) {
            files.add(Path.of(named));
        } else if (home != null) {
            files.add(home.resolve(".pg_service.conf"));
        }
        String system = environment.get("PGSYSCONFDIR");
        if (system != null) {
            files.add(Path.of(system, "pg_service.conf"));
        }
        ServiceFile.read(service, files).forEach((setting, value) -> add(setting, value, "service " + service));
    }

    private Optional<Secret> findPassword() {
        if (password != null) {
            sources.put(Setting.PASSWORD, ConnectionSpec.Builder.EXPLICIT);
            return Optional.of(password);
        }
        String known = values.get(Setting.PASSWORD);
        if (known != null) {
            return Optional.of(Secret.of(known));
        }
        Path file = passwordFile();
        if (file == null) {
            return Optional.empty();
        }
        Optional<Secret> found = PasswordFile.find(
                file,
                List.of(
                        values.getOrDefault(Setting.HOST, ""),
                        values.getOrDefault(Setting.PORT, ""),
                        values.getOrDefault(Setting.DATABASE, ""),
                        values.getOrDefault(Setting.USER, "")),
                warnings);
        found.ifPresent(secret -> sources.put(Setting.PASSWORD, "password file " + file));
        return found;
    }

    @Nullable
    private Path passwordFile() {
        String named = values.get(Setting.PASSWORD_FILE);
        if (named != null) {
            return Path.of(named);
        }
        String applicationData = environment.get("APPDATA");
        if (applicationData != null) {
            return Path.of(applicationData, "postgresql", "pgpass.conf");
        }
        return home == null ? null : home.resolve(".pgpass");
    }

    /** Where libpq looks for certificates. */
    @Nullable
    private Path libpqFolder() {
        String applicationData = environment.get("APPDATA");
        if (applicationData != null) {
            return Path.of(applicationData, "postgresql");
        }
        return home == null ? null : home.resolve(".postgresql");
    }

    private void refuseWhatIsNoSingleServer() {
        String host = values.getOrDefault(Setting.HOST, "");
        String source = sources.getOrDefault(Setting.HOST, "default");
        if (host.contains(",") || values.getOrDefault(Setting.PORT, "").contains(",")) {
            throw Dsn.bad("host \"" + host + "\" (" + source
                    + ") names several servers, but all sessions of a snapshot must reach the same one: name one");
        }
        if (host.startsWith("/") || host.startsWith("@")) {
            throw Dsn.bad("host \"" + host + "\" (" + source
                    + ") is the folder of a Unix socket, which this program cannot use: name a host, such as"
                    + " localhost");
        }
    }
}
