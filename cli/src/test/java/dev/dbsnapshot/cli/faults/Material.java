package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A server with a template of each {@link Content}, the real pg_dump's text of each, and archives of two of them. Everything
 * belongs to a role that is no superuser and may make databases.
 *
 * @param tablespace where the databases of tests are
 */
record Material(PostgresServer server, String tablespace, Path folder, Map<Content, String> texts)
        implements AutoCloseable {

    static final int MAJOR = 15;
    static final String ROLE = "faults_owner";
    private static final int MEBIBYTES = 40;

    /** On a server of its own, which may be stopped. */
    static Material make() throws IOException {
        return make(PostgresServer.start(MAJOR, Map.of()), "pg_default");
    }

    /** On a server whose databases of tests are on a small disk. */
    static Material onSmallDisk() throws IOException {
        return make(PostgresServer.startWithSmallDisk(MAJOR, MEBIBYTES), "smalldisk");
    }

    private static Material make(PostgresServer server, String tablespace) throws IOException {
        Path folder = Files.createTempDirectory("faults");
        server.run("postgres", "CREATE ROLE " + ROLE + " LOGIN CREATEDB");
        Map<Content, String> texts = new EnumMap<>(Content.class);
        for (Content content : Content.values()) {
            server.run("postgres", "CREATE DATABASE " + content.template() + " OWNER " + ROLE);
            server.run(
                    content.template(),
                    "ALTER SCHEMA public OWNER TO " + ROLE + "; SET ROLE " + ROLE + ";" + content.sql());
            texts.put(content, text(server, content.template()));
            if (content == Content.SNAPSHOT || content == Content.OTHER) {
                Backup.of(ConnectionSpec.builder()
                                .dsn(server.uri(content.template()))
                                .build())
                        .toFile(folder.resolve(content + ".tar"))
                        .run();
            }
        }
        return new Material(server, tablespace, folder, Map.copyOf(texts));
    }

    Path archive(Content content) {
        return folder.resolve(content + ".tar");
    }

    /** Makes a database; the template is copied file by file, which costs least. */
    void create(String database, Content content) {
        server.run(
                "postgres",
                "CREATE DATABASE " + database + " TEMPLATE " + content.template() + " OWNER " + ROLE + " TABLESPACE "
                        + tablespace);
    }

    /** The text of a database as the real pg_dump writes it. */
    static String text(PostgresServer server, String database) {
        return RealPrograms.of(MAJOR).dump(server, database, "--restrict-key=x").text();
    }

    @Override
    public void close() {
        server.close();
        Scene.delete(folder);
    }
}
