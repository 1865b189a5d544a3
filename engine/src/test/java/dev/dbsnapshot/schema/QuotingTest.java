package dev.dbsnapshot.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotingTest {

    private final Quoting quoting = new Quoting(Set.of("select", "user"), true);

    @Test
    void identifiersAreQuotedOnlyWhereTheyMustBe() {
        assertThat(quoting.id("orders_2")).isEqualTo("orders_2");
        assertThat(quoting.id("Orders")).isEqualTo("\"Orders\"");
        assertThat(quoting.id("2nd")).isEqualTo("\"2nd\"");
        assertThat(quoting.id("a$b")).isEqualTo("\"a$b\"");
        assertThat(quoting.id("select")).isEqualTo("\"select\"");
        assertThat(quoting.id("say \"hi\"")).isEqualTo("\"say \"\"hi\"\"\"");
        assertThat(quoting.id("größe")).isEqualTo("\"größe\"");
        assertThat(quoting.qualified("public", "user")).isEqualTo("public.\"user\"");
    }

    @Test
    void literalsDoubleBackslashesOnlyWithoutStandardConformingStrings() {
        assertThat(quoting.literal("it's \\ so")).isEqualTo("'it''s \\ so'");
        assertThat(new Quoting(Set.of(), false).literal("it's \\ so")).isEqualTo("'it''s \\\\ so'");
    }

    @Test
    void literalsInPropertiesOfTheDatabaseMeanTheSameUnderEverySetting() {
        assertThat(quoting.escapedLiteral("it's")).isEqualTo("'it''s'");
        assertThat(quoting.escapedLiteral("it's \\ so")).isEqualTo("E'it''s \\\\ so'");
    }

    @Test
    void dollarQuotesUseADelimiterThatDoesNotOccur() {
        assertThat(Quoting.dollarQuoted("x", null)).isEqualTo("$$x$$");
        assertThat(Quoting.dollarQuoted("a $$ b", null)).isEqualTo("$_$a $$ b$_$");
        assertThat(Quoting.dollarQuoted("$_$ $$", "function")).isEqualTo("$function$$_$ $$$function$");
    }
}
