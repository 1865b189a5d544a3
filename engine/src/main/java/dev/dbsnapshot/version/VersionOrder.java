package dev.dbsnapshot.version;

import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Which of two versions is newer. */
public final class VersionOrder {

    /** One number as golang-migrate and Rails have it, or several with dots or underscores between, as Flyway has. */
    private static final Pattern NUMBERS = Pattern.compile("\\d{1,100}(?:[._]\\d{1,100}){0,20}");

    /** Between the number and the name of a migration that is not named by its version. */
    static final String NAME_FOLLOWS = ": ";

    private VersionOrder() {}

    /**
     * Compares two versions number by number; a missing number counts as 0.
     *
     * @return less than 0 if the first is older, 0 if they are the same, more than 0 if it is newer; empty if they
     *     differ and at least one is not made of numbers
     */
    public static OptionalInt compare(String one, String other) {
        if (one.equals(other)) {
            return OptionalInt.of(0);
        }
        int name = one.indexOf(NAME_FOLLOWS);
        int otherName = other.indexOf(NAME_FOLLOWS);
        if (name > 0 && otherName > 0) {
            // As many migrations, but other ones.
            OptionalInt order = compare(one.substring(0, name), other.substring(0, otherName));
            return order.orElse(0) == 0 ? OptionalInt.empty() : order;
        }
        if (!NUMBERS.matcher(one).matches() || !NUMBERS.matcher(other).matches()) {
            return OptionalInt.empty();
        }
        String[] first = one.split("[._]", -1);
        String[] second = other.split("[._]", -1);
        for (int i = 0; i < Math.max(first.length, second.length); i++) {
            int order = number(first, i).compareTo(number(second, i));
            if (order != 0) {
                return OptionalInt.of(order);
            }
        }
        return OptionalInt.of(0);
    }

    private static BigInteger number(String[] parts, int index) {
        return index < parts.length ? new BigInteger(parts[index]) : BigInteger.ZERO;
    }
}
