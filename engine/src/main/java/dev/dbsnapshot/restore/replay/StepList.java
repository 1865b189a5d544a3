package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.toc.EntryList;
import dev.dbsnapshot.toc.TocEntry;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Many steps. Those that run the definition of an entry as it is are made when they are asked for: an archive may have
 * millions of large objects. Immutable.
 */
final class StepList extends AbstractList<Step> implements RandomAccess {

    private final List<TocEntry> defined;
    private final List<Step> others;

    /** The place among the entries, or below zero that among the others. */
    private final int[] places;

    private StepList(List<TocEntry> defined, List<Step> others, int[] places) {
        this.defined = defined;
        this.others = others;
        this.places = places;
    }

    /** The same steps; those that are here already are not copied. */
    static StepList of(List<Step> steps) {
        if (steps instanceof StepList same) {
            return same;
        }
        Builder builder = new Builder();
        steps.forEach(builder::add);
        return builder.build();
    }

    @Override
    public Step get(int index) {
        int place = places[index];
        if (place < 0) {
            return others.get(-1 - place);
        }
        TocEntry entry = defined.get(place);
        return new Step.Definition(entry, Objects.requireNonNull(entry.defn()));
    }

    @Override
    public int size() {
        return places.length;
    }

    /** Gathers steps. Not thread-safe. */
    static final class Builder {

        private static final int FIRST_ROOM = 16;

        private final EntryList.Builder defined = new EntryList.Builder();
        private final List<Step> others = new ArrayList<>();
        private int[] places = new int[FIRST_ROOM];
        private int count;
        private int definitions;

        void add(Step step) {
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            if (step instanceof Step.Definition definition
                    && definition.sql().equals(definition.entry().defn())) {
                places[count++] = definitions++;
                defined.add(definition.entry());
            } else {
                others.add(step);
                places[count++] = -others.size();
            }
        }

        StepList build() {
            return new StepList(defined.build(), others, Arrays.copyOf(places, count));
        }
    }
}
