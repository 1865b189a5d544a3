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
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyRoundTripTest {

    private static final String OUT = "COPY public.t TO stdout;";
    private static final String IN = "COPY public.t FROM stdin;";

    private static Sessions sessions(PostgresServer server, String database) {
        return new Sessions(ConnectionSpec.builder().dsn(server.uri(database)).build(), new Direct());
    }

    private static ByteSink into(ByteArrayOutputStream out) {
        return bytes -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
        };
    }

    private static String text(Session session, String sql) {
        return session.query(sql, row -> row.text("v")).get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void hostileRowsComeBackAsTheyWere(int major) {
        PostgresServer server = PostgresServer.shared(major);
        String from = server.createDatabase();
        String to = server.createDatabase();
        String table = "CREATE TABLE t (i int, s text, b bytea, f float8, a text[])";
        server.run(to, table);
        server.run(from, table + """
            ; INSERT INTO t VALUES
              (1, NULL, NULL, 'NaN', '{}'), (2, '\\.', '\\x00ff5c2e0a', '-Infinity', '{x,NULL}'),
              (3, E'a\\tb\\nc\\\\d\\r\\n\\\\.\\n', '', 0.1, '{"\\""}'), (4, '', '\\x', 1e-300, NULL),
              (5, 'ä€𝄞', NULL, 'Infinity', '{a,b}');
            INSERT INTO t SELECT g, repeat('x', g % 3000), NULL, g, NULL FROM generate_series(6, 3000) g
            """);
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        String digest = "SELECT md5(string_agg(t::text, '|' ORDER BY i)) AS v FROM public.t";
        String before;
        try (Session session = sessions(server, from).open(SessionPurpose.DUMP)) {
            Copied copied = new CopyOut(session).member("public.t", OUT, into(member));
            assertThat(copied).isEqualTo(new Copied(3000, member.size() - 5));
            before = text(session, digest);
        }
        assertThat(member.toString(StandardCharsets.UTF_8)).endsWith("\n\\.\n\n\n");
        try (Session session = sessions(server, to).open(SessionPurpose.RESTORE)) {
            Copied copied = new CopyIn(session).member("public.t", IN, new ByteArrayInputStream(member.toByteArray()));
            assertThat(copied).isEqualTo(new Copied(3000, member.size() - 5));
            assertThat(text(session, digest)).isEqualTo(before);
        }
    }

    @Test
    void aTableWithoutColumnsKeepsItsRows() {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (); INSERT INTO t DEFAULT VALUES; INSERT INTO t DEFAULT VALUES");
        try (Session session = sessions(server, database).open(SessionPurpose.DUMP)) {
            ByteArrayOutputStream member = new ByteArrayOutputStream();
            Copied copied = new CopyOut(session).member("public.t", OUT, into(member));
            assertThat(copied).isEqualTo(new Copied(2, 2));
            new CopyIn(session).member("public.t", IN, new ByteArrayInputStream(member.toByteArray()));
            assertThat(text(session, "SELECT count(*) AS v FROM public.t")).isEqualTo("4");
        }
    }

    @Test
    void aSinkThatFailsStopsTheServerAndLeavesTheSessionUsable() {
        PostgresServer server = PostgresServer.shared(15);
        try (Session session = sessions(server, "postgres").open(SessionPurpose.DUMP)) {
            SnapshotException full = new SnapshotException(ErrorCode.IO, "disk full");
            assertThatThrownBy(() -> new CopyOut(session)
                            .raw("numbers", "COPY (SELECT generate_series(1, 1000000000)) TO stdout", bytes -> {
                                throw full;
                            }))
                    .isSameAs(full);
            assertThat(text(session, "SELECT 'still there' AS v")).isEqualTo("still there");
        }
    }

    @Test
    void aStatementThatTheServerRefusesNamesTheTable() {
        PostgresServer server = PostgresServer.shared(15);
        try (Session session = sessions(server, "postgres").open(SessionPurpose.DUMP)) {
            assertThatThrownBy(() -> new CopyOut(session).raw("public.gone", "COPY public.gone TO stdout", b -> {}))
                    .isInstanceOfSatisfying(SnapshotException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SERVER);
                        assertThat(e.sqlState()).contains("42P01");
                    })
                    .hasMessage("copying public.gone: relation \"public.gone\" does not exist");
            assertThat(text(session, "SELECT 1 AS v")).isEqualTo("1");
        }
    }

    @Test
    void aRowThatTheServerRefusesEndsTheSendingHoweverManyWouldFollow() {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE positive (id int CHECK (id > 0))");
        byte[] rows = "1\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        InputStream endless = new InputStream() {
            private boolean begun;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int count = Math.min(length, rows.length) & ~1;
                System.arraycopy(rows, 0, target, offset, count);
                target[offset] = begun ? target[offset] : (byte) '0';
                begun = true;
                return count;
            }
        };
        try (Session session = sessions(server, database).open(SessionPurpose.RESTORE)) {
            assertThatThrownBy(() -> new CopyIn(session).rows("positive", "COPY public.positive FROM stdin", endless))
                    .isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.sqlState())
                            .contains("23514"))
                    .hasMessageContaining("copying into positive: new row for relation \"positive\" violates");
            assertThat(text(session, "SELECT count(*) AS v FROM public.positive"))
                    .isEqualTo("0");
        }
    }

    @Test
    void cancellingFromAnotherThreadStopsTheServer() throws InterruptedException {
        PostgresServer server = PostgresServer.shared(15);
        try (Session session = sessions(server, "postgres").open(SessionPurpose.DUMP)) {
            Thread other = new Thread(session::cancel);
            ByteSink cancels = bytes -> {
                if (other.getState() == Thread.State.NEW) {
                    other.start();
                }
            };
            assertThatThrownBy(() -> new CopyOut(session)
                            .raw("numbers", "COPY (SELECT generate_series(1, 1000000000)) TO stdout", cancels))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            other.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n2\n", "1\n2\n\\", "", "1\n\\.\n\n\n2\n"})
    void aMemberThatIsCutOffOrGoesOnIsRefusedAndNothingOfItStays(String member) {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (i int)");
        try (Session session = sessions(server, database).open(SessionPurpose.RESTORE)) {
            byte[] bytes = member.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> new CopyIn(session).member("public.t", IN, new ByteArrayInputStream(bytes)))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE));
            assertThat(text(session, "SELECT count(*) AS v FROM public.t")).isEqualTo("0");
        }
    }

    @Test
    void rowsThatTheServerRefusesAreNamed() {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (i int)");
        try (Session session = sessions(server, database).open(SessionPurpose.RESTORE)) {
            byte[] bytes = ("1\nx\n" + "2\n".repeat(500_000) + "\\.\n\n\n").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> new CopyIn(session).member("public.t", IN, new ByteArrayInputStream(bytes)))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("copying into public.t: invalid input syntax for type integer: \"x\"");
            assertThat(text(session, "SELECT count(*) AS v FROM public.t")).isEqualTo("0");
        }
    }

    @Test
    void aValueOf100MegabytesPassesInSmallPieces() {
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE t (s text); INSERT INTO t SELECT repeat('0123456789', 10000000)");
        try (Session session = sessions(server, database).open(SessionPurpose.DUMP)) {
            int[] largest = {0};
            ByteSink sink = bytes -> largest[0] = Math.max(largest[0], bytes.remaining());
            assertThat(new CopyOut(session).member("public.t", OUT, sink)).isEqualTo(new Copied(1, 100_000_001));
            assertThat(largest[0]).isLessThanOrEqualTo(1 << 18);
        }
    }
}
