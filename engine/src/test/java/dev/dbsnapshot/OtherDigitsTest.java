package dev.dbsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the JVM's language writes numbers in other digits, servers are still asked in theirs. */
class OtherDigitsTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    private static final String TABLES = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND oid >= 16384";

    private final Locale usual = Locale.getDefault();

    @TempDir
    private Path folder;

    @BeforeEach
    void others() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        assertThat("%d".formatted(12)).isNotEqualTo("12");
    }

    @AfterEach
    void usual() {
        Locale.setDefault(usual);
    }

    @Test
    void aBackupAndARestoreAreWhatTheyAreElsewhere() {
        String source = Samples.APPLICATION.createOn(SERVER);
        Path file = folder.resolve("x.tar");
        Backup.of(spec(source)).toFile(file).run();
        Locale.setDefault(usual);
        Path other = folder.resolve("other.tar");
        Backup.of(spec(source)).toFile(other).run();
        assertThat(sql(file)).isEqualTo(sql(other));

        others();
        String target = SERVER.createDatabase();
        Restore.of(file, spec(target)).run();
        RestorePreview preview = Restore.of(file, spec(target)).drop(true).plan();
        assertThat(preview.path()).isEqualTo(RestorePath.DROP_AND_RESTORE);
        Restore.of(file, spec(target)).drop(true).safetyFolder(folder).run();
        Locale.setDefault(usual);
        assertThat(SERVER.query(target, TABLES)).isEqualTo(SERVER.query(source, TABLES));
    }

    private static ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(SERVER.uri(database)).build();
    }

    private static String sql(Path archive) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Inspect.of(archive).restrictKey("k").sql(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
