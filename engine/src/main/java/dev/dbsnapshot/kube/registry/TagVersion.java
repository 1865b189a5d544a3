package dev.dbsnapshot.kube.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A tag that is a version, ordered as semantic versions are, but that every prerelease stands below every release:
 * nobody should get one unasked.
 *
 * @param tag as it stands in the registry
 * @param numbers its numbers
 * @param prerelease what follows them behind a hyphen; empty for a release
 */
record TagVersion(String tag, List<Long> numbers, List<String> prerelease) implements Comparable<TagVersion> {

    /** A number without a dot or a v may be a date or a build. */
    private static final Pattern VERSION =
            Pattern.compile("(?:[vV](\\d{1,18}(?:\\.\\d{1,18}){0,3})|(\\d{1,18}(?:\\.\\d{1,18}){1,3}))"
                    + "(?:-([0-9A-Za-z][0-9A-Za-z.-]*))?(?:_[0-9A-Za-z_.-]*)?");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private static final Comparator<TagVersion> ORDER = Comparator.comparing(
                    (TagVersion version) -> version.prerelease.isEmpty())
            .thenComparing(TagVersion::numbers, TagVersion::compareNumbers)
            .thenComparing(TagVersion::prerelease, TagVersion::compareWords)
            .thenComparing(TagVersion::tag);

    /** Reads a tag; empty if it is no version. */
    static Optional<TagVersion> of(String tag) {
        Matcher matcher = VERSION.matcher(tag);
        if (tag.length() > 128 || !matcher.matches()) {
            return Optional.empty();
        }
        String numbers = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(new TagVersion(
                tag,
                Stream.of(numbers.split("\\.")).map(Long::valueOf).toList(),
                matcher.group(3) == null ? List.of() : List.of(matcher.group(3).split("\\."))));
    }

    /** The newest of these tags. */
    static Optional<String> newest(List<String> tags) {
        return tags.stream()
                .map(TagVersion::of)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .map(TagVersion::tag);
    }

    private static int compareNumbers(List<Long> one, List<Long> other) {
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            int order = Long.compare(i < one.size() ? one.get(i) : 0, i < other.size() ? other.get(i) : 0);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareWords(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            boolean number = NUMBER.matcher(one.get(i)).matches();
            boolean otherNumber = NUMBER.matcher(other.get(i)).matches();
            int order = number && otherNumber
                    ? Long.compare(Long.parseLong(one.get(i)), Long.parseLong(other.get(i)))
                    : number != otherNumber ? (number ? -1 : 1) : one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    @Override
    public int compareTo(TagVersion other) {
        return ORDER.compare(this, other);
    }
}
