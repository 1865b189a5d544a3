package dev.dbsnapshot.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How GRANT and REVOKE follow from what the catalog holds. */
class PrivilegesTest {

    private static final String TABLE_OF_ME = "{me=arwdDxt/me}";

    private static String statements(String type, @Nullable String column, int major, String base, String acl) {
        Quoting quoting = new Quoting(Set.of("select"), true);
        String subject = type.endsWith("S") ? "" : "s.t";
        return new AclCommands(type, subject, column, "me", "", quoting, major).from(base, acl);
    }

    private static String ofTable(String acl) {
        return statements("TABLE", null, 15, TABLE_OF_ME, acl);
    }

    @Test
    void nothingIsSaidWhereNothingChanged() {
        assertThat(ofTable(TABLE_OF_ME)).isEmpty();
        assertThat(ofTable("{=/me,me=arwdDxt/me}")).isEmpty();
    }

    @Test
    void namesAreReadAsTheServerQuotesThemAndWrittenAsSqlDoes() {
        assertThat(ofTable("{me=arwdDxt/me,\"\\\"a=b/\\\"\\\"c\\\"=r/me\",select=a/me,=w/me}"))
                .isEqualTo("""
                        GRANT SELECT ON TABLE s.t TO "a=b/""c";
                        GRANT INSERT ON TABLE s.t TO "select";
                        GRANT UPDATE ON TABLE s.t TO PUBLIC;
                        """);
    }

    @Test
    void whatIsGoneIsRevokedFirstAndTheOwnersOwnComesBeforeOthers() {
        assertThat(ofTable("{you=r/me,me=ar/me}")).isEqualTo("""
                        REVOKE ALL ON TABLE s.t FROM me;
                        GRANT SELECT,INSERT ON TABLE s.t TO me;
                        GRANT SELECT ON TABLE s.t TO you;
                        """);
        assertThat(ofTable("{}")).isEqualTo("REVOKE ALL ON TABLE s.t FROM me;\n");
    }

    @Test
    void grantOptionsAreStatementsOfTheirOwnAndOthersGrantInTheirName() {
        assertThat(ofTable("{me=arwdDxt/me,you=r*w/me,she=r/you,they=a*r*w*d*D*x*t*/me}"))
                .isEqualTo("""
                        GRANT UPDATE ON TABLE s.t TO you;
                        GRANT SELECT ON TABLE s.t TO you WITH GRANT OPTION;
                        SET SESSION AUTHORIZATION you;
                        GRANT SELECT ON TABLE s.t TO she;
                        RESET SESSION AUTHORIZATION;
                        GRANT ALL ON TABLE s.t TO they WITH GRANT OPTION;
                        """);
    }

    @Test
    void columnsStandInEveryPrivilege() {
        assertThat(statements("TABLE", "\"C\"", 15, "{}", "{you=ar/me,she=arwx/me}"))
                .isEqualTo("""
                        GRANT SELECT("C"),INSERT("C") ON TABLE s.t TO you;
                        GRANT ALL("C") ON TABLE s.t TO she;
                        """);
    }

    @Test
    void fromVersion17OnAllOfATableIsMaintainToo() {
        assertThat(statements("TABLE", null, 16, "{}", "{you=arwdDxt/me}"))
                .isEqualTo("GRANT ALL ON TABLE s.t TO you;\n");
        assertThat(statements("TABLE", null, 17, "{}", "{you=arwdDxtm/me}"))
                .isEqualTo("GRANT ALL ON TABLE s.t TO you;\n");
        assertThat(statements("TABLE", null, 17, "{}", "{you=rm/me}"))
                .isEqualTo("GRANT SELECT,MAINTAIN ON TABLE s.t TO you;\n");
    }

    @Test
    void defaultPrivilegesHaveTwoBlanksUpToVersion16() {
        assertThat(statements("TABLES", null, 15, "{}", "{you=r/me}")).isEqualTo("GRANT SELECT ON TABLES  TO you;\n");
        assertThat(statements("TABLES", null, 17, "{}", "{you=r/me}")).isEqualTo("GRANT SELECT ON TABLES TO you;\n");
    }

    @Test
    void whatIsNoPrivilegeIsRefused() {
        assertThatThrownBy(() -> ofTable("{nonsense}"))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER))
                .hasMessageContaining("nonsense");
    }
}
