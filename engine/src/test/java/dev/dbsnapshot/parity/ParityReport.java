package dev.dbsnapshot.parity;

import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Prints how our entries for a sample differ from those of pg_dump, for whoever works on a kind of object:
 *
 * <pre>
 * mvn -B -ntp -o test-compile
 * mvn -B -ntp -o -q dependency:build-classpath -pl engine -Dmdep.outputFile=/tmp/classpath
 * java -Ddbsnapshot.postgres.dir=testdata/target/postgres \
 *     -cp engine/target/test-classes:engine/target/classes:testdata/target/classes:$(cat /tmp/classpath) \
 *     dev.dbsnapshot.parity.ParityReport application 15 POLICY
 * </pre>
 *
 * <p>{@code -Ddbsnapshot.privileges=true} in front compares GRANTs too. Arguments: a sample's name, or the path of an SQL script, or {@code +} and SQL; the major version; optionally what
 * the kind of the entries must contain. Only entries are compared, no data, so that it works before there is an archive.
 */
public final class ParityReport {

    private static final int SHOWN = 30;

    /** {@code -Ddbsnapshot.privileges=true} compares with privileges. */
    private static final boolean PRIVILEGES = Boolean.getBoolean("dbsnapshot.privileges");

    private ParityReport() {}

    public static void main(String[] arguments) throws IOException {
        int major = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
        Predicate<ComparedEntry> wanted =
                entry -> arguments.length < 3 || entry.desc().contains(arguments[2]);
        RealPrograms programs = RealPrograms.of(major);
        try (PostgresServer server = PostgresServer.start(major, Map.of())) {
            String database = make(server, arguments[0]);
            List<TocEntry> real = realEntries(programs, server, database, arguments[0]);
            List<TocEntry> ours = OurEntries.of(server, database, Selection.EVERYTHING.withPrivileges(PRIVILEGES));
            System.out.println(arguments[0] + " on " + programs + ": "
                    + EntryComparison.of(real, ours, wanted).report(SHOWN));
        }
    }

    private static String make(PostgresServer server, String what) throws IOException {
        if (what.startsWith("+")) {
            String database = server.createDatabase();
            server.run(database, what.substring(1));
            return database;
        }
        if (what.endsWith(".sql")) {
            String database = server.createDatabase();
            server.run(database, Files.readString(Path.of(what)));
            return database;
        }
        Sample sample = Samples.named(what);
        return sample.createOn(server);
    }

    private static List<TocEntry> realEntries(
            RealPrograms programs, PostgresServer server, String database, String what) throws IOException {
        Path archive = Files.createTempFile("real", ".tar");
        try {
            String encoding = "--encoding=" + (what.startsWith("sql_ascii") ? "SQL_ASCII" : "UTF8");
            String privileges = PRIVILEGES ? "--no-owner" : "--no-privileges";
            programs.dump(server, database, "-Ft", "--no-owner", privileges, "--file=" + archive, encoding);
            return RealArchive.read(archive).entries();
        } finally {
            Files.deleteIfExists(archive);
        }
    }
}
