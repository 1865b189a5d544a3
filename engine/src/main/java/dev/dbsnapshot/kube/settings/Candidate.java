package dev.dbsnapshot.kube.settings;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A database that an environment names. The text form never shows a password. */
final class Candidate {

    private final String container;
    private final String name;
    private final Map<Part, String> values = new EnumMap<>(Part.class);
    private final Map<Part, String> sources = new EnumMap<>(Part.class);
    private Optional<SecretKey> passwordKey = Optional.empty();

    Candidate(String container, String name) {
        this.container = container;
        this.name = name;
    }

    /** Notes a part where nothing is known of it yet. */
    void add(Part part, Variable variable) {
        if (part == Part.HOST) {
            Map<Part, String> both = new EnumMap<>(Part.class);
            UrlParts.putHost(both, variable.value().strip());
            both.forEach((each, value) -> add(each, value, variable));
        } else {
            add(
                    part,
                    part == Part.PASSWORD ? variable.value() : variable.value().strip(),
                    variable);
        }
    }

    /** Notes a part that a URI holds. */
    void add(Part part, String value, Variable variable) {
        if (!value.isEmpty() && values.putIfAbsent(part, value) == null) {
            sources.put(part, variable.toString());
            // A password inside a URL has no key of its own.
            if (part == Part.PASSWORD && value.equals(variable.value())) {
                passwordKey = variable.secretKey();
            }
        }
    }

    boolean lacks(Part part) {
        return !values.containsKey(part);
    }

    String container() {
        return container;
    }

    Map<Part, String> values() {
        return values;
    }

    Map<Part, String> sources() {
        return sources;
    }

    /** Where the password stands, if a key of a Secret holds it and nothing else. */
    Optional<SecretKey> passwordKey() {
        return passwordKey;
    }

    /** Where it leads: what makes two candidates the same. */
    String target() {
        return values.getOrDefault(Part.HOST, "") + ":" + values.getOrDefault(Part.PORT, "5432") + "/"
                + values.getOrDefault(Part.DATABASE, "");
    }

    @Override
    public String toString() {
        return name + " in container " + container + " leads to " + target();
    }
}
