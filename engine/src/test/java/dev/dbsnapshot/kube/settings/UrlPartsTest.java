package dev.dbsnapshot.kube.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What applications write into one variable, as it should be written and as it is. */
class UrlPartsTest {

    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@h/d?application_name=a@b,                       h, d,   u,      p",
        "postgresql://h/d?user=u@server&password=p,                     h, d,   u@server, p",
        "postgresql+psycopg2://us%40er:a%2Fb%25@h/d%20b,                h, d b, us@er,  a/b%",
        "postgres://u:p@ss@h/d,                                         h, d,   u,      p@ss",
        "postgres://u:p/w@h/d,                                          h, d,   u,      p/w",
        "postgres://u:p?w@h/d,                                          h, d,   u,      p?w",
        "jdbc:postgresql://h/d?user=u&password=p%26q,                   h, d,   u,      p&q",
        "host=h dbname=d user=u password='it\\'s',                      h, d,   u,      it's",
    })
    void partsStandWhereLibpqLooksForThem(String url, String host, String database, String user, String password) {
        assertThat(UrlParts.of(url))
                .contains(Map.of(Part.HOST, host, Part.DATABASE, database, Part.USER, user, Part.PASSWORD, password));
    }

    @Test
    void aPortIsNoPassword() {
        assertThat(UrlParts.of("postgres://h:5433?user=u@server"))
                .contains(Map.of(Part.HOST, "h", Part.PORT, "5433", Part.USER, "u@server"));
        assertThat(UrlParts.of("postgres://[fd00::1]:5433/d"))
                .contains(Map.of(Part.HOST, "fd00::1", Part.PORT, "5433", Part.DATABASE, "d"));
    }

    @Test
    void aPasswordMayBeATokenOfAnyLength() {
        String token = "abc%2F".repeat(20_000);
        assertThat(UrlParts.of("postgres://u:" + token + "@h/d").orElseThrow())
                .containsEntry(Part.PASSWORD, token.replace("%2F", "/"));
    }

    @Test
    void otherDatabasesAreNone() {
        assertThat(UrlParts.of("mysql://u:p@h/d")).isEmpty();
        assertThat(UrlParts.of("forge")).isEmpty();
    }
}
