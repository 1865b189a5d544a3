package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionSpecTest {

    @TempDir
    Path home;

    private static ConnectionSpec of(String dsn) {
        return ConnectionSpec.builder().dsn(dsn).defaultUser("me").build();
    }

    private static String password(ConnectionSpec spec) {
        return spec.password().map(secret -> new String(secret.reveal())).orElse("none");
    }

    private Path file(String name, String mode, String... lines) throws IOException {
        Path file = Files.write(home.resolve(name), List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void aUriIsReadAsLibpqReadsIt() {
        ConnectionSpec spec = of("postgresql://us%40er:p%3Aw%2F@db.example.com:5433/my%20db"
                + "?sslmode=verify-full&connect_timeout=7&application_name=x%3Dy&options=-c%20work_mem%3D1MB");
        assertThat(spec.user()).isEqualTo("us@er");
        assertThat(password(spec)).isEqualTo("p:w/");
        assertThat(spec.host()).isEqualTo("db.example.com");
        assertThat(spec.port()).isEqualTo(5433);
        assertThat(spec.database()).isEqualTo("my db");
        assertThat(spec.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(spec.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(spec.applicationName()).isEqualTo("x=y");
        assertThat(spec.options()).contains("-c work_mem=1MB");
        assertThat(spec.toString()).doesNotContain("p:w");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://, localhost, 5432, me, me",
        "postgresql://h, h, 5432, me, me",
        "postgresql://[2001:db8::1]:6000/d, 2001:db8::1, 6000, me, d",
        "postgresql:///d?host=h&port=6&user=u, h, 6, u, d",
        "host=h dbname=d, h, 5432, me, d",
        "host = h port = 6  user = 'a b\\'c' dbname=d\\ e, h, 6, a b'c, d e",
        "host='' dbname=d, localhost, 5432, me, d"
    })
    void whatIsLeftOutHasPostgresDefaults(String dsn, String host, int port, String user, String database) {
        ConnectionSpec spec = of(dsn);
        assertThat(List.of(spec.host(), spec.port(), spec.user(), spec.database()))
                .isEqualTo(List.of(host, port, user, database));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://a,b/d|names several servers",
                "host=a,b|names several servers",
                "host=/run/postgresql|Unix socket",
                "postgresql://h?sslmode=maybe|sslmode \"maybe\" (the connection string) is none of disable, allow",
                "postgresql://h?target_session_attrs=read-write|\"target_session_attrs\" in the connection URI is not",
                "postgresql://u:se%crethidden@h|a % that no two hexadecimal digits follow",
                "port=99999|port \"99999\" (the connection string) is no number from 1 to 65535",
                "host=h gssencmode=require|setting \"gssencmode\" in",
                "host=h sslrootcert=system sslmode=require|sslmode \"require\" (the connection string) is too weak for",
                "port=x|port \"x\" (the connection string) is no number",
                "host=h password=my secret|the connection string lacks a =",
                "password='secret|lacks the closing quote of password",
                "jdbc:postgresql://h/d|a JDBC URL",
                "justaname|is neither a URI",
                "postgresql:/u:secret@h/d|is neither a URI"
            })
    void whatMakesNoSenseIsRefusedInOneLineWithoutSecrets(String dsn, String message) {
        assertThatThrownBy(() -> of(dsn))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("hidden")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theNearerSourceCountsAndIsRemembered() throws IOException {
        Path services = file(
                "services",
                "rw-r--r--",
                "# mine",
                "[other]",
                "host=no",
                "[shop]",
                "host=s",
                "port=3",
                "dbname=from_service",
                "user=from_service",
                "[last]",
                "port=9");
        ConnectionSpec spec = ConnectionSpec.builder()
                .port(1)
                .dsn("postgresql://from_uri")
                .environment(Map.of(
                        "PGSERVICE",
                        "shop",
                        "PGSERVICEFILE",
                        services.toString(),
                        "PGUSER",
                        "env",
                        "PGSSLMODE",
                        "require",
                        "PGPASSWORD",
                        "pw",
                        "PGAPPNAME",
                        ""))
                .build();
        assertThat(spec.toString())
                .isEqualTo("database \"from_service\" on from_uri:1 as role \"from_service\", sslmode require");
        assertThat(password(spec)).isEqualTo("pw");
        assertThat(spec.sources())
                .containsEntry("host", "the connection string")
                .containsEntry("port", "given explicitly")
                .containsEntry("user", "service shop")
                .containsEntry("sslmode", "PGSSLMODE")
                .containsEntry("password", "PGPASSWORD")
                .containsEntry("application_name", "default");
        assertThat(spec.sources().values()).doesNotContain("pw");
    }

    @Test
    void theSystemsAuthoritiesGoWithTheStrictestCheck() {
        assertThat(of("host=h sslrootcert=system").sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(of("host=h").sslMode()).isEqualTo(SslMode.PREFER);
    }

    @Test
    void aVariableThatLibpqWouldHeedIsNotLeftOutSilently() {
        ConnectionSpec.Builder builder = ConnectionSpec.builder().user("u");
        assertThatThrownBy(() ->
                        builder.environment(Map.of("PGSSLCRL", "/revoked")).build())
                .hasMessageContaining("setting \"sslcrl\" in PGSSLCRL is not supported: remove it");
        assertThat(builder.environment(Map.of("PGTARGETSESSIONATTRS", "any", "PGGSSENCMODE", "prefer", "PGTZ", "UTC"))
                        .build()
                        .timeZone())
                .contains("UTC");
        assertThatThrownBy(() -> of("postgresql://h?TimeZone=UTC")).hasMessageContaining("\"TimeZone\"");
    }

    @Test
    void aServiceThatIsNowhereIsNamed() {
        assertThatThrownBy(() -> ConnectionSpec.builder()
                        .service("gone")
                        .home(home)
                        .user("u")
                        .build())
                .hasMessageContaining("service \"gone\" is in none of [" + home.resolve(".pg_service.conf") + "]");
    }

    @Test
    void thePasswordFileIsMatchedAsLibpqDoes() throws IOException {
        file(
                ".pgpass",
                "rw-------",
                "#h:5432:d:u:no",
                "other:*:*:*:no",
                "h:5432:d\\:b:u:p\\:\\\\w:ignored",
                "*:*:*:u:last");
        ConnectionSpec.Builder builder =
                ConnectionSpec.builder().home(home).host("h").user("u");
        assertThat(password(builder.database("d:b").build())).isEqualTo("p:\\w");
        ConnectionSpec other = builder.database("x").build();
        assertThat(password(other)).isEqualTo("last");
        assertThat(other.sources()).containsEntry("password", "password file " + home.resolve(".pgpass"));
        assertThat(password(builder.user("v").build())).isEqualTo("none");
    }

    @Test
    void aPasswordFileThatOthersCanReadIsWarnedOfAndIgnored() throws IOException {
        Path file = file("open", "rw-r-----", "*:*:*:*:pw");
        List<String> warnings = new ArrayList<>();
        ConnectionSpec spec = ConnectionSpec.builder()
                .user("u")
                .environment(Map.of("PGPASSFILE", file.toString()))
                .onWarning(warnings::add)
                .build();
        assertThat(spec.password()).isEmpty();
        assertThat(warnings)
                .containsExactly("password file " + file
                        + " has group or world access: it is ignored; permissions should be u=rw (0600) or less");
    }
}
