package dev.dbsnapshot.archive;

import java.util.Arrays;

/** Numbers from 1 on, without an object for each. Not thread-safe. */
final class NumberSet {

    private static final int FIRST_ROOM = 32;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** Each where its hash says, or after it where others are there already; 0 where nothing is. */
    private int[] slots = new int[FIRST_ROOM];

    private int count;

    /** Adds a number that fits into 32 bits without a sign, and tells whether it was not there yet. */
    boolean add(long number) {
        if (2 * count >= slots.length) {
            int[] all = slots;
            slots = new int[2 * all.length];
            Arrays.stream(all).filter(one -> one != 0).forEach(one -> slots[slot(one)] = one);
        }
        int slot = slot((int) number);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = (int) number;
        count++;
        return true;
    }

    /** Where the number is, or would be. */
    private int slot(int number) {
        int slot = (int) ((number * SPREAD) >>> Integer.SIZE) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != number) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
