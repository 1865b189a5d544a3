package dev.dbsnapshot.kube.settings;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The databases that the environment of one container names. */
final class Candidates {

    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Variables of one family, by what they carry. */
    private record Family(String name, String application, boolean secondRank, Map<Part, Variable> parts) {

        boolean leadsSomewhere() {
            return parts.containsKey(Part.HOST)
                    || Optional.ofNullable(parts.get(Part.URL))
                            .flatMap(url -> UrlParts.of(url.value()))
                            .isPresent();
        }
    }

    private final String container;
    private final Map<String, Variable> environment;
    private final Map<Part, String> overrides;
    private final Map<String, Family> families = new LinkedHashMap<>();

    Candidates(String container, Map<String, Variable> environment, Map<Part, String> overrides) {
        this.container = container;
        this.environment = environment;
        this.overrides = overrides;
        environment.values().stream()
                .filter(variable -> !variable.value().isBlank())
                // Names are compared without regard to case, but a name as libraries read it counts more.
                .sorted(Comparator.comparing(
                        variable -> variable.name().equals(variable.name().toUpperCase(Locale.ROOT)) ? 0 : 1))
                .forEach(variable -> VariableName.of(variable.name()).ifPresent(name -> families.computeIfAbsent(
                                name.family(),
                                family -> new Family(
                                        family, name.application(), name.isSecondRank(), new EnumMap<>(Part.class)))
                        .parts()
                        .putIfAbsent(name.part(), variable)));
    }

    /** Those that lead somewhere; several only if they lead to different places. */
    List<Candidate> find() {
        if (overrides.containsKey(Part.HOST) || overrides.containsKey(Part.URL)) {
            return named().map(List::of).orElse(List.of());
        }
        List<Family> leading =
                families.values().stream().filter(Family::leadsSomewhere).toList();
        List<Family> first =
                leading.stream().filter(family -> !family.secondRank()).toList();
        Map<String, Candidate> byTarget = new LinkedHashMap<>();
        for (Family family : first.isEmpty() ? leading : first) {
            Candidate candidate = candidate(family);
            byTarget.merge(candidate.target(), candidate, (one, other) -> {
                other.sources().forEach((part, source) -> {
                    if (one.lacks(part)) {
                        one.add(
                                part,
                                String.valueOf(other.values().get(part)),
                                new Variable("", "", source, Optional.empty()));
                    }
                });
                return one;
            });
        }
        return new ArrayList<>(byTarget.values());
    }

    /** The one that the person named; empty if this container does not have the variable. */
    private Optional<Candidate> named() {
        Part decisive = overrides.containsKey(Part.URL) ? Part.URL : Part.HOST;
        Variable variable = environment.get(overrides.get(decisive));
        if (variable == null || variable.value().isBlank()) {
            return Optional.empty();
        }
        Optional<VariableName> name = VariableName.of(variable.name());
        Family family = name.map(known -> families.get(known.family()))
                .orElse(new Family(variable.name(), "", false, new EnumMap<>(Part.class)));
        Map<Part, Variable> parts = new EnumMap<>(family.parts());
        parts.remove(Part.URL);
        parts.put(decisive, variable);
        return Optional.of(candidate(new Family(family.name(), family.application(), false, parts)));
    }

    private Candidate candidate(Family family) {
        Candidate candidate = new Candidate(container, family.name() + "*");
        overrides.forEach((part, name) -> {
            Variable variable = environment.get(name);
            if (variable == null) {
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "container " + container + " has no variable " + name + ", which an option names for the "
                                + part.keyword() + " of the database; it has: "
                                + String.join(", ", environment.keySet()));
            }
            addTo(candidate, part, variable);
        });
        family.parts().forEach((part, variable) -> addTo(candidate, part, variable));
        for (Part part : Part.values()) {
            if (part != Part.URL && candidate.lacks(part)) {
                elsewhere(part, family).ifPresent(variable -> addTo(candidate, part, variable));
            }
        }
        return candidate;
    }

    private static void addTo(Candidate candidate, Part part, Variable variable) {
        if (part == Part.URL) {
            UrlParts.of(variable.value())
                    .ifPresent(parts -> parts.forEach((each, value) -> addTo(candidate, each, value, variable)));
        } else if (part == Part.HOST) {
            candidate.add(part, variable);
        } else {
            addTo(candidate, part, variable.value(), variable);
        }
    }

    private static void addTo(Candidate candidate, Part part, String value, Variable variable) {
        // Libraries have modes of their own, such as no-verify, which libpq does not know.
        if (part != Part.SSL_MODE || SSL_MODES.contains(value)) {
            candidate.add(part, value, variable);
        }
    }

    /** A part that stands in a family which leads nowhere itself, if there is only one value for it. */
    private Optional<Variable> elsewhere(Part part, Family family) {
        List<Variable> found = families.values().stream()
                .filter(other -> !other.leadsSomewhere() && other.application().equals(family.application()))
                .map(other -> Optional.ofNullable(other.parts().get(part)))
                .flatMap(Optional::stream)
                .toList();
        return found.stream().map(Variable::value).collect(Collectors.toSet()).size() == 1
                ? Optional.of(found.get(0))
                : Optional.empty();
    }
}
