package dev.dbsnapshot.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of an archive's members, each with its place. A large object is a member of its own, so that there may be
 * millions: of names that pg_dump makes from a number only the number is kept. Not thread-safe while names are added.
 */
final class NameTable {

    private static final int FIRST_ROOM = 16;
    private static final String END = ".dat";
    private static final String LARGE_OBJECT = "blob_";

    /** A number of so many digits is not near the limits of a long. */
    private static final int MOST_DIGITS = 15;

    private static final int TEN = 10;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** The number in each name, twice, and one more if it is a large object's; or below zero, which of the others it is. */
    private long[] keys = new long[FIRST_ROOM];

    private final List<String> others = new ArrayList<>();
    private final Map<String, Integer> placesOfOthers = new HashMap<>();

    /** One more than the place of the name that belongs here by its key, or after it where others belong here too. */
    private int[] slots = new int[2 * FIRST_ROOM];

    private int count;

    int size() {
        return count;
    }

    /** Adds a name behind the others. */
    void add(String name) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            slots = new int[2 * keys.length];
            for (int place = 0; place < count; place++) {
                enter(place);
            }
        }
        long key = key(name);
        if (key < 0) {
            key = -1L - others.size();
            others.add(name);
            placesOfOthers.putIfAbsent(name, count);
        }
        keys[count] = key;
        enter(count);
        count++;
    }

    /** The first place of a name, or -1 if it is not there. */
    int find(String name) {
        long key = key(name);
        if (key < 0) {
            return placesOfOthers.getOrDefault(name, -1);
        }
        for (int slot = slot(key); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            if (keys[slots[slot] - 1] == key) {
                return slots[slot] - 1;
            }
        }
        return -1;
    }

    String name(int place) {
        long key = keys[place];
        if (key < 0) {
            return others.get((int) (-1 - key));
        }
        return (key % 2 == 1 ? LARGE_OBJECT : "") + key / 2 + END;
    }

    /** Forgets all names from this place on. */
    void cut(int size) {
        while (count > size) {
            count--;
            if (keys[count] < 0) {
                placesOfOthers.remove(others.remove(others.size() - 1), count);
            }
        }
        Arrays.fill(slots, 0);
        for (int place = 0; place < count; place++) {
            enter(place);
        }
    }

    private void enter(int place) {
        if (keys[place] < 0) {
            return;
        }
        int slot = slot(keys[place]);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = place + 1;
    }

    private int slot(long key) {
        return (int) ((key * SPREAD) >>> Integer.SIZE) & (slots.length - 1);
    }

    /** What is kept of a name instead of it, or -1 if that would not give the name back. */
    private static long key(String name) {
        boolean isLargeObject = name.startsWith(LARGE_OBJECT);
        int from = isLargeObject ? LARGE_OBJECT.length() : 0;
        int to = name.length() - END.length();
        if (to <= from || to - from > MOST_DIGITS || !name.endsWith(END) || name.charAt(from) == '0') {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit >= TEN) {
                return -1;
            }
            number = number * TEN + digit;
        }
        return 2 * number + (isLargeObject ? 1 : 0);
    }
}
