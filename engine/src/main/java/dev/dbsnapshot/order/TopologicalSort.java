package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

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
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < objects.size(); i++) {
            positions.put(objects.get(i).dumpId(), i);
        }
        int[] neededBy = new int[objects.size()];
        for (SchemaObject<?> object : objects) {
            for (int needed : object.dependencies()) {
                neededBy[position(positions, needed)]++;
            }
        }
        PriorityQueue<Integer> free = new PriorityQueue<>(Comparator.reverseOrder());
        for (int i = 0; i < neededBy.length; i++) {
            if (neededBy[i] == 0) {
                free.add(i);
            }
        }
        List<SchemaObject<?>> backwards = new ArrayList<>(objects.size());
        while (!free.isEmpty()) {
            SchemaObject<?> object = objects.get(free.remove());
            backwards.add(object);
            for (int needed : object.dependencies()) {
                int position = position(positions, needed);
                if (--neededBy[position] == 0) {
                    free.add(position);
                }
            }
        }
        if (backwards.size() == objects.size()) {
            Collections.reverse(backwards);
            return new Result(true, backwards);
        }
        return new Result(false, stuck(objects, neededBy));
    }

    private static int position(Map<Integer, Integer> positions, int dumpId) {
        Integer position = positions.get(dumpId);
        if (position == null) {
            throw new IllegalStateException("dependency on dump id " + dumpId + ", which is no object's");
        }
        return position;
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
