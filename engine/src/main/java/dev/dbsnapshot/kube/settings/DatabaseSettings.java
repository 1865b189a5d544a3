package dev.dbsnapshot.kube.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application's container knows of its database. Holds the password in memory only; the text form does not show
 * it.
 *
 * @param values by libpq's keyword: host, port, dbname, user, password, sslmode, as far as they are known
 * @param sources where each of them stands, by the same keywords
 * @param passwordKey the key of a Secret that holds the password and nothing else, if that is where it stands
 * @param deployment whose container it is
 * @param container the container's name
 * @param notes what a person should know who misses the password
 */
public record DatabaseSettings(
        Map<String, String> values,
        Map<String, String> sources,
        Optional<SecretKey> passwordKey,
        String deployment,
        String container,
        List<String> notes) {

    static DatabaseSettings of(Candidate candidate, String deployment, List<String> notes) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> sources = new LinkedHashMap<>();
        candidate.values().forEach((part, value) -> values.put(part.keyword(), value));
        candidate
                .sources()
                .forEach((part, source) -> sources.put(part.keyword(), "Deployment " + deployment + ", " + source));
        return new DatabaseSettings(
                Map.copyOf(values),
                Map.copyOf(sources),
                candidate.passwordKey(),
                deployment,
                candidate.container(),
                notes);
    }

    /** The same with a password that nobody has read. */
    DatabaseSettings withoutPassword() {
        Map<String, String> others = new LinkedHashMap<>(values);
        others.remove(Part.PASSWORD.keyword());
        return new DatabaseSettings(Map.copyOf(others), sources, passwordKey, deployment, container, notes);
    }

    @Override
    public String toString() {
        return "settings of Deployment " + deployment + ", container " + container + ": " + sources;
    }
}
