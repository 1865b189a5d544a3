package dev.dbsnapshot.restore.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** One line of a journal as JSON: an act that begins, or the number of one that is settled. */
final class JournalLine {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JournalLine() {}

    static String begun(OpenAct act) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("number", act.number());
        line.put("at", act.at().toString());
        if (!act.target().isEmpty()) {
            line.put("target", act.target());
        }
        line.put("act", act.act());
        ObjectNode facts = line.putObject("facts");
        new TreeMap<>(act.facts()).forEach(facts::put);
        return line.toString();
    }

    static String settled(long number) {
        return MAPPER.createObjectNode().put("settled", number).toString();
    }

    /**
     * Applies a line to what is open.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    static void apply(String text, Map<Long, OpenAct> open) {
        try {
            JsonNode line = MAPPER.readTree(text);
            if (line.path("settled").isIntegralNumber()) {
                open.remove(line.path("settled").longValue());
                return;
            }
            if (!line.path("number").isIntegralNumber() || !line.path("act").isTextual()) {
                throw new IllegalArgumentException("it has neither an act nor the number of a settled one");
            }
            Map<String, String> facts = new LinkedHashMap<>();
            line.path("facts")
                    .properties()
                    .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
            long number = line.path("number").longValue();
            open.put(
                    number,
                    new OpenAct(
                            number,
                            Instant.parse(line.path("at").asText()),
                            line.path("target").asText(),
                            line.path("act").asText(),
                            facts));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"at\" is not a time", e);
        }
    }
}
