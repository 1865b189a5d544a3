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
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to the server's session when writing rows ends early: it takes nothing, and can be used again. */
class CopyInterruptedTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final String SQL = "COPY public.t FROM stdin;";

    private String database = "";

    @BeforeEach
    void create() {
        database = SERVER.createDatabase();
        SERVER.run(database, "CREATE TABLE t (s text)");
    }

    private Session open() {
        ConnectionSpec spec = ConnectionSpec.builder().dsn(SERVER.uri(database)).build();
        return new Sessions(spec, new Direct()).open(SessionPurpose.RESTORE);
    }

    private String count() {
        return SERVER.query(database, "SELECT count(*) FROM t");
    }

    /** What happens while rows are read. */
    private interface Event {
        void happens() throws IOException;
    }

    /** Empty rows, many more than anybody waits for; the event happens after a while. */
    private static InputStream endless(Event event) {
        AtomicInteger reads = new AtomicInteger();
        return new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("one by one would take forever");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = reads.incrementAndGet();
                if (read == 100) {
                    event.happens();
                }
                Arrays.fill(bytes, offset, offset + length, (byte) '\n');
                return read < 30_000 ? length : -1;
            }
        };
    }

    @Test
    void cancellingStopsTheServer() throws InterruptedException {
        try (Session session = open()) {
            Thread other = new Thread(session::cancel);
            assertThatThrownBy(() -> new CopyIn(session).rows("public.t", SQL, endless(other::start)))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            other.join();
        }
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void aSourceThatCannotBeReadIsNamed() {
        try (Session session = open()) {
            InputStream rows = endless(() -> {
                throw new IOException("the disk is gone");
            });
            assertThatThrownBy(() -> new CopyIn(session).rows("public.t", SQL, rows))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO))
                    .hasMessage("copying into public.t: cannot read the rows (the disk is gone)");
            assertThat(session.query("SELECT count(*) AS n FROM public.t", row -> row.integer("n")))
                    .containsExactly(0);
        }
    }

    @Test
    void aSourceWithADefectLeavesTheSessionUsable() {
        try (Session session = open()) {
            IllegalStateException defect = new IllegalStateException("a defect");
            InputStream rows = endless(() -> {
                throw defect;
            });
            assertThatThrownBy(() -> new CopyIn(session).rows("public.t", SQL, rows))
                    .isSameAs(defect);
            assertThat(session.query("SELECT count(*) AS n FROM public.t", row -> row.integer("n")))
                    .containsExactly(0);
        }
    }
}
