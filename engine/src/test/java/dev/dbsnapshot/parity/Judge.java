package dev.dbsnapshot.parity;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.provider.Arguments;

/**
 * PostgreSQL's own programs, and ours, on one server of the same major version. Without them there is no judgment: the
 * build's script sets CI, which makes a missing version 15 a failure; elsewhere it is said by name.
 */
final class Judge implements AutoCloseable {

    /** The version that is always compared with; others are where their programs are. */
    private static final int ALWAYS = 15;

    private final RealPrograms programs;
    private final PostgresServer server;
    private final Path folder;
    private final List<String> databases = new ArrayList<>();
    private int files;

    private Judge(RealPrograms programs, PostgresServer server, Path folder) {
        this.programs = programs;
        this.server = server;
        this.folder = folder;
    }

    /** Every sample on every major version that can be judged here, but for samples that we refuse. */
    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int major : majors()) {
            Samples.of(major).stream()
                    .filter(sample -> !sample.equals(Samples.MULE_INTERNAL))
                    .filter(sample -> !sample.equals(Samples.SQL_ASCII_NAMES))
                    .forEach(sample -> cases.add(Arguments.of(major, sample)));
        }
        return cases;
    }

    /** Every major version that can be judged here. */
    static List<Integer> majors() {
        List<Integer> majors = RealPrograms.majors();
        return majors.contains(ALWAYS) ? majors : List.of(ALWAYS);
    }

    /** The judge of a major version, who works in this folder. */
    static Judge of(int major, Path folder) {
        return of(major, PostgresServer.shared(major), folder);
    }

    /** The judge of a server of its own. */
    static Judge of(int major, PostgresServer server, Path folder) {
        Optional<RealPrograms> programs = RealPrograms.find(major);
        if (programs.isEmpty()) {
            Assumptions.assumeTrue(System.getenv("CI") != null, RealPrograms.missing(major));
        }
        return new Judge(
                programs.orElseThrow(() -> new IllegalStateException(RealPrograms.missing(major))), server, folder);
    }

    PostgresServer server() {
        return server;
    }

    String databaseOf(Sample sample) {
        return remember(sample.createOn(server));
    }

    /** An empty database in the same encoding as the sample's. */
    String emptyDatabaseFor(Sample sample) {
        return remember(server.createDatabase(sample.databaseOptions()));
    }

    /** An empty database. */
    String newDatabase() {
        return remember(server.createDatabase());
    }

    private String remember(String database) {
        databases.add(database);
        return database;
    }

    /** Drops what it made: all samples together would fill disks. */
    @Override
    public void close() {
        databases.forEach(server::dropDatabase);
    }

    private Path newFile(String name) {
        return folder.resolve(++files + "-" + name);
    }

    /** The archive of {@code pg_dump -Ft --no-owner --no-privileges}, in UTF8 as ours is unless there is no encoding. */
    Path realArchive(String database) {
        Path file = newFile("real.tar");
        programs.dump(server, database, "-Ft", "--no-owner", "--no-privileges", "--file=" + file, encoding(database));
        return file;
    }

    /** The archive of {@code pg_dump -Ft}: with owners and privileges. */
    Path realArchiveWithOwnersAndPrivileges(String database) {
        Path file = newFile("real.tar");
        programs.dump(server, database, "-Ft", "--file=" + file, encoding(database));
        return file;
    }

    /** The archive of pg_dump with some options more. */
    Path realArchive(String database, OptionCase options) {
        Path file = newFile("real.tar");
        List<String> arguments =
                new ArrayList<>(List.of("-Ft", "--no-owner", "--no-privileges", "--file=" + file, encoding(database)));
        arguments.addAll(options.arguments());
        programs.dump(server, database, arguments.toArray(String[]::new));
        return file;
    }

    /** The archive that we make with the same options. */
    Path ourArchive(String database, OptionCase options) {
        return Backup.of(connection(database))
                .options(options.options())
                .toFile(newFile("ours.tar"))
                .run()
                .file();
    }

    /** The archive that we make. */
    Path ourArchive(String database) {
        return Backup.of(connection(database)).toFile(newFile("ours.tar")).run().file();
    }

    /** The archive that we make with owners and privileges. */
    Path ourArchiveWithOwnersAndPrivileges(String database) {
        return Backup.of(connection(database))
                .options(DumpOptions.DEFAULT.with(DumpFlag.OWNER, DumpFlag.PRIVILEGES))
                .toFile(newFile("ours.tar"))
                .run()
                .file();
    }

    void restoreReal(Path archive, String database) {
        programs.restore(server, database, archive, "--no-owner", "--no-privileges");
    }

    void restoreOurs(Path archive, String database) {
        Restore.of(archive, connection(database)).run();
    }

    /** A database as text. */
    Path dumpText(String database) {
        Path file = newFile("dump.sql");
        programs.dump(
                server,
                database,
                "--no-owner",
                "--no-privileges",
                "--restrict-key=parity",
                "--file=" + file,
                encoding(database));
        return file;
    }

    /** The table of contents of an archive, as {@code pg_restore --list} writes it; fails if it cannot read it. */
    String list(Path archive) {
        return programs.run("pg_restore", "--list", archive.toString())
                .orThrow()
                .text();
    }

    /** An archive as text, as {@code pg_restore --file} writes it. */
    Path script(Path archive) {
        Path file = newFile("script.sql");
        programs.run("pg_restore", "--restrict-key=parity", "--file=" + file, archive.toString())
                .orThrow();
        return file;
    }

    private String encoding(String database) {
        String encoding = server.query(database, "SHOW server_encoding");
        return "--encoding=" + (encoding.equals("SQL_ASCII") ? encoding : "UTF8");
    }

    private ConnectionSpec connection(String database) {
        return ConnectionSpec.builder()
                .host(server.host())
                .port(server.port())
                .user(server.user())
                .database(database)
                .build();
    }

    /** How two files of text differ; empty if they do not. */
    static String difference(Path expected, Path actual) throws IOException {
        if (Files.mismatch(expected, actual) < 0) {
            return "";
        }
        return TextDifference.of(Files.readString(expected), Files.readString(actual), 60);
    }
}
