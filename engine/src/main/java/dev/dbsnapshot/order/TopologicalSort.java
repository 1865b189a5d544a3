package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Puts objects behind what they need and leaves them else where they are ({@code TopoSort}): filled from the back, each
 * time with the last object of the list that nothing still missing needs.
 */
final class TopologicalSort {

    private TopologicalSort() {}

    /**
     * What came out.
     *
     * @param complete whether everything could be sorted
     * @param objects all objects in order, or else those that prevented it, by dump id
     */
    record Result(boolean complete, List<SchemaObject<?>> objects) {}

    static Result of(List<SchemaObject<?>> objects) {
        int[] positions = positions(objects);
        int[] neededBy = new int[objects.size()];
        for (SchemaObject<?> object : objects) {
            for (int i = 0; i < object.dependencyCount(); i++) {
                neededBy[position(positions, object.dependency(i))]++;
            }
        }
        BitSet free = new BitSet(objects.size());
        for (int i = 0; i < neededBy.length; i++) {
            free.set(i, neededBy[i] == 0);
        }
        List<SchemaObject<?>> backwards = new ArrayList<>(objects.size());
        while (!free.isEmpty()) {
            int last = free.length() - 1;
            free.clear(last);
            SchemaObject<?> object = objects.get(last);
            backwards.add(object);
            for (int i = 0; i < object.dependencyCount(); i++) {
                int position = position(positions, object.dependency(i));
                if (--neededBy[position] == 0) {
                    free.set(position);
                }
            }
        }
        if (backwards.size() == objects.size()) {
            Collections.reverse(backwards);
            return new Result(true, backwards);
        }
        return new Result(false, stuck(objects, neededBy));
    }

    /** By dump id, which are numbers in a row: the place in the list, counted from 1; 0 for what is not in it. */
    private static int[] positions(List<SchemaObject<?>> objects) {
        int last = 0;
        for (SchemaObject<?> object : objects) {
            last = Math.max(last, object.dumpId());
        }
        int[] positions = new int[last + 1];
        for (int i = 0; i < objects.size(); i++) {
            positions[objects.get(i).dumpId()] = i + 1;
        }
        return positions;
    }

    private static int position(int[] positions, int dumpId) {
        int position = dumpId > 0 && dumpId < positions.length ? positions[dumpId] : 0;
        if (position == 0) {
            throw new IllegalStateException("dependency on dump id " + dumpId + ", which is no object's");
        }
        return position - 1;
    }

    private static List<SchemaObject<?>> stuck(List<SchemaObject<?>> objects, int[] neededBy) {
        List<SchemaObject<?>> stuck = new ArrayList<>();
        for (int i = 0; i < neededBy.length; i++) {
            if (neededBy[i] != 0) {
                stuck.add(objects.get(i));
            }
        }
        stuck.sort(Comparator.comparingInt(SchemaObject::dumpId));
        return stuck;
    }
}
