package dev.dbsnapshot.kube.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an application's container knows of its database. Holds the password in memory only; the text form does not show
 * it.
 *
 * @param values by libpq's keyword: host, port, dbname, user, password, sslmode, as far as they are known
 * @param sources where each of them stands, by the same keywords
 * @param deployment whose container it is
 * @param container the container's name
 */
public record DatabaseSettings(
        Map<String, String> values, Map<String, String> sources, String deployment, String container) {

    static DatabaseSettings of(Candidate candidate, String deployment) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> sources = new LinkedHashMap<>();
        candidate.values().forEach((part, value) -> values.put(part.keyword(), value));
        candidate
                .sources()
                .forEach((part, source) -> sources.put(part.keyword(), "Deployment " + deployment + ", " + source));
        return new DatabaseSettings(Map.copyOf(values), Map.copyOf(sources), deployment, candidate.container());
    }

    @Override
    public String toString() {
        return "settings of Deployment " + deployment + ", container " + container + ": " + sources;
    }
}
