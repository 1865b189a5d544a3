package dev.dbsnapshot.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.connect.SnapshotKeeper;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeObjectsTest {

    private static final String DIGESTS = "SELECT string_agg(oid || ' ' || md5(lo_get(oid)), ',' ORDER BY oid) AS v"
            + " FROM pg_largeobject_metadata";

    private static Sessions sessions(PostgresServer server, String database) {
        return new Sessions(ConnectionSpec.builder().dsn(server.uri(database)).build(), new Direct());
    }

    private static String digests(Session session) {
        return session.query(DIGESTS, row -> row.text("v")).get(0);
    }

    private static final class InMemory implements LargeObjectSink {
        final Map<Long, ByteArrayOutputStream> objects = new LinkedHashMap<>();
        int ended;

        @Override
        public ByteSink begin(long oid) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            objects.put(oid, out);
            return bytes -> {
                while (bytes.hasRemaining()) {
                    out.write(bytes.get());
                }
            };
        }

        @Override
        public void end(long oid) {
            ended++;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void everyObjectComesBackAsItWas(int major) {
        PostgresServer server = PostgresServer.shared(major);
        String from = server.createDatabase();
        String to = server.createDatabase();
        server.run(from, """
                SELECT lo_create(4000000000), lo_create(10), lo_from_bytea(11, '\\x00ff5c0a'),
                       lo_from_bytea(12, convert_to(repeat('a', 262144), 'UTF8')),
                       lo_from_bytea(13, convert_to(repeat('0123456789', 300000), 'UTF8'));
                SELECT lo_create(14);
                SELECT lo_put(14, 600000, 'after a hole');
                SELECT lo_from_bytea(g::oid, convert_to(g::text, 'UTF8')) FROM generate_series(1000, 7000) g
                """);
        InMemory memory = new InMemory();
        String before;
        try (SnapshotKeeper keeper = SnapshotKeeper.open(sessions(server, from))) {
            Session session = keeper.session();
            List<Long> oids =
                    session.query("SELECT oid FROM pg_largeobject_metadata ORDER BY oid", row -> row.oid("oid"));
            long bytes = new LargeObjectsOut(session).read(oids, memory);
            assertThat(memory.objects.keySet()).containsExactlyElementsOf(oids);
            assertThat(memory.ended).isEqualTo(6007);
            assertThat(bytes)
                    .isEqualTo(memory.objects.values().stream()
                            .mapToLong(ByteArrayOutputStream::size)
                            .sum());
            before = digests(session);
        }
        try (Session session = sessions(server, to).open(SessionPurpose.RESTORE)) {
            StringBuilder create = new StringBuilder();
            memory.objects.keySet().forEach(oid -> create.append("SELECT pg_catalog.lo_create('" + oid + "');"));
            session.execute("BEGIN;" + create);
            LargeObjectsIn in = new LargeObjectsIn(session);
            memory.objects.forEach(
                    (oid, content) -> assertThat(in.write(oid, new ByteArrayInputStream(content.toByteArray())))
                            .isEqualTo(content.size()));
            in.flush();
            session.execute("COMMIT");
            assertThat(digests(session)).isEqualTo(before);
        }
    }

    @Test
    void anObjectThatTheRoleMayNotReadIsNamed() {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE ROLE lo_reader LOGIN; SELECT lo_from_bytea(77, 'x')");
        Sessions asReader = new Sessions(
                ConnectionSpec.builder()
                        .dsn(server.uri(database))
                        .user("lo_reader")
                        .build(),
                new Direct());
        try (Session session = asReader.open(SessionPurpose.DUMP)) {
            assertThatThrownBy(() -> new LargeObjectsOut(session).read(List.of(77L), new InMemory()))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE))
                    .hasMessage("copying large objects: permission denied for large object 77");
        }
    }
}
