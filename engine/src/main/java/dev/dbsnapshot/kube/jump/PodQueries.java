package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.RowMapper;
import dev.dbsnapshot.connect.ServerVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Asks the database by psql in the pod; rows come as JSON. */
final class PodQueries implements Queries {

    private static final String PSQL = """
        head -c "$1" > query.sql && PGCLIENTENCODING=UTF8 exec psql -X -A -t -q -v ON_ERROR_STOP=1 -f query.sql
        """;

    private final PodShell shell;
    private final ServerVersion version;

    PodQueries(PodShell shell) {
        this.shell = shell;
        String[] answer = text("SELECT pg_catalog.current_setting('server_version_num'), "
                        + "pg_catalog.current_setting('server_version')")
                .split("\\|");
        this.version = new ServerVersion(Integer.parseInt(answer[0]), answer[1]);
    }

    @Override
    public ServerVersion version() {
        return version;
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper) {
        return text("SELECT pg_catalog.row_to_json(db_snapshot_row) FROM (" + sql.strip() + "\n) AS db_snapshot_row")
                .lines()
                .map(PodQueries::row)
                .map(mapper::map)
                .toList();
    }

    @SuppressWarnings("unchecked") // The keys of an object in JSON are strings.
    private static JsonRow row(String line) {
        return new JsonRow(Serialization.unmarshal(line, Map.class));
    }

    private String text(String sql) {
        byte[] script =
                ("SET search_path = ''; SET statement_timeout = 0;\n" + sql + ";\n").getBytes(StandardCharsets.UTF_8);
        return shell.ask("psql", PSQL, script, Integer.toString(script.length)).strip();
    }
}
