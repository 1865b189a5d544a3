package dev.dbsnapshot.api;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Something that was found out about the target of a restore before the first change. Immutable.
 *
 * @param severity whether it stops the restore
 * @param code what kind of failure it would be
 * @param what what was found, on what, and why it matters; a clause without a full stop, and without a secret
 * @param remedy what to do about it; a clause without a full stop, empty where nothing is to be done
 * @param names all objects that it is about, as messages call them; may be empty
 */
public record Finding(Severity severity, ErrorCode code, String what, String remedy, List<String> names) {

    private static final int SHOWN = 5;

    /** How much a finding matters. Constants are only ever added. */
    public enum Severity {
        /** The restore does not begin. */
        BLOCKS,
        /** The restore may fail of it, or turn out different from what somebody expects. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    /**
     * Checks that nothing is null, and copies the names.
     *
     * @param severity whether it stops the restore
     * @param code what kind of failure it would be
     * @param what what was found, on what, and why it matters; a clause without a full stop, and without a secret
     * @param remedy what to do about it; a clause without a full stop, empty where nothing is to be done
     * @param names all objects that it is about
     */
    public Finding {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(code);
        Objects.requireNonNull(what);
        Objects.requireNonNull(remedy);
        names = List.copyOf(names);
    }

    /**
     * A finding that is about no objects by name.
     *
     * @param severity whether it stops the restore
     * @param code what kind of failure it would be
     * @param what what was found
     * @param remedy what to do about it
     */
    public Finding(Severity severity, ErrorCode code, String what, String remedy) {
        this(severity, code, what, remedy, List.of());
    }

    /**
     * The same finding about these objects.
     *
     * @param some what messages call them
     * @return a changed copy
     */
    public Finding naming(Collection<String> some) {
        return new Finding(severity, code, what, remedy, List.copyOf(some));
    }

    /**
     * Puts findings that differ in nothing but the objects that they name into one each, at the place of the first.
     *
     * @param findings all of them
     * @return as many or fewer
     */
    public static List<Finding> grouped(List<Finding> findings) {
        Map<Finding, Set<String>> groups = new LinkedHashMap<>();
        findings.forEach(finding -> groups.computeIfAbsent(finding.naming(List.of()), key -> new LinkedHashSet<>())
                .addAll(finding.names()));
        return groups.entrySet().stream()
                .map(group -> group.getKey().naming(group.getValue()))
                .toList();
    }

    /**
     * A finding that stops the restore.
     *
     * @param code what kind of failure it is
     * @param what what was found
     * @param remedy what to do about it
     * @return the finding
     */
    public static Finding blocks(ErrorCode code, String what, String remedy) {
        return new Finding(Severity.BLOCKS, code, what, remedy);
    }

    /**
     * A finding that a person should know before agreeing.
     *
     * @param what what was found
     * @param remedy what to do about it, or empty
     * @return the finding
     */
    public static Finding warning(String what, String remedy) {
        return new Finding(Severity.WARNING, ErrorCode.CONFLICT, what, remedy);
    }

    /**
     * Whether it stops the restore.
     *
     * @return whether it does
     */
    public boolean blocks() {
        return severity == Severity.BLOCKS;
    }

    /**
     * The finding and its remedy in one line, with the first few of its names.
     *
     * @return what was found, and what to do
     */
    public String text() {
        return withRemedy(what + list(SHOWN));
    }

    /**
     * The finding and its remedy in one line, with all names, which may be thousands.
     *
     * @return what was found, and what to do
     */
    public String fullText() {
        return withRemedy(described());
    }

    /**
     * What was found, with all names.
     *
     * @return the finding without its remedy
     */
    public String described() {
        return what + list(Integer.MAX_VALUE);
    }

    private String withRemedy(String found) {
        return remedy.isEmpty() ? found : found + "; " + remedy;
    }

    private String list(int most) {
        if (names.isEmpty()) {
            return "";
        }
        String first = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return ": " + first + (names.size() > most ? " and " + (names.size() - most) + " more" : "");
    }
}
