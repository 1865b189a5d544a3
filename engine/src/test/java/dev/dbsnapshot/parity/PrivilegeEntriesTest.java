package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Privileges as they are read from servers of every major version, those without a pg_dump to compare with too. */
class PrivilegeEntriesTest {

    static IntStream majors() {
        return IntStream.rangeClosed(PostgresServer.OLDEST, PostgresServer.NEWEST);
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void onlyWhatWasChangedIsGrantedAndRevoked(int major) {
        PostgresServer server = PostgresServer.shared(major);
        String database = Samples.PRIVILEGES.createOn(server);
        List<TocEntry> entries = OurEntries.of(server, database, Selection.EVERYTHING.withPrivileges(true));
        Map<String, String> acls = entries.stream()
                .filter(entry -> entry.desc().equals("ACL"))
                .collect(Collectors.toMap(
                        entry -> String.valueOf(entry.tag()), entry -> String.valueOf(entry.defn()), String::concat));

        assertThat(acls)
                .containsEntry("TABLE chain", """
                        GRANT SELECT ON TABLE owned.chain TO privileges_one WITH GRANT OPTION;
                        SET SESSION AUTHORIZATION privileges_one;
                        GRANT SELECT ON TABLE owned.chain TO privileges_two WITH GRANT OPTION;
                        RESET SESSION AUTHORIZATION;
                        SET SESSION AUTHORIZATION privileges_two;
                        GRANT SELECT ON TABLE owned.chain TO PUBLIC;
                        RESET SESSION AUTHORIZATION;
                        SET SESSION AUTHORIZATION privileges_two;
                        GRANT SELECT ON TABLE owned.chain TO "Privileges ""Odd"" Role";
                        RESET SESSION AUTHORIZATION;
                        """)
                .containsEntry(
                        "COLUMN pg_authid.rolname",
                        "GRANT SELECT(rolname) ON TABLE pg_catalog.pg_authid TO privileges_two;\n")
                .containsEntry(
                        "FUNCTION pg_ls_dir(text)",
                        "GRANT ALL ON FUNCTION pg_catalog.pg_ls_dir(text) TO privileges_one;\n")
                .containsEntry("LANGUAGE plpgsql", """
                        REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC;
                        GRANT ALL ON LANGUAGE plpgsql TO privileges_one;
                        """)
                .containsEntry("SCHEMA public", major >= 15 ? """
                        GRANT CREATE ON SCHEMA public TO privileges_one;
                        """ : """
                        REVOKE ALL ON SCHEMA public FROM PUBLIC;
                        GRANT USAGE ON SCHEMA public TO PUBLIC;
                        GRANT CREATE ON SCHEMA public TO privileges_one;
                        """)
                .containsKey(major >= 17 ? "LARGE OBJECTS 800002..800004" : "LARGE OBJECT 800003")
                .doesNotContainKeys("TABLE with_serial", "LANGUAGE sql", "VIEW tables", "FUNCTION pg_read_file(text)");
        assertThat(entries).extracting(TocEntry::desc).contains("DEFAULT ACL");
        assertThat(OurEntries.of(server, database)).extracting(TocEntry::desc).doesNotContain("ACL", "DEFAULT ACL");
    }
}
