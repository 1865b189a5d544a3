package dev.dbsnapshot.order;

import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;

/** Keeps the sections of an archive apart ({@code addBoundaryDependencies}). */
final class Sections {

    private Sections() {}

    static void separate(Database database) {
        SchemaObject<?> preData = database.preDataBoundary();
        SchemaObject<?> postData = database.postDataBoundary();
        for (SchemaObject<?> object : database.objects()) {
            Priority priority = object.priority();
            if (priority.compareTo(Priority.PRE_DATA_BOUNDARY) < 0) {
                preData.dependOn(object);
            } else if (priority.compareTo(Priority.POST_DATA_BOUNDARY) < 0) {
                if (object != preData) {
                    object.dependOn(preData);
                    postData.dependOn(object);
                }
            } else if (object == postData) {
                postData.dependOn(preData);
            } else if (isSeparate(object)) {
                object.dependOn(postData);
            }
        }
    }

    /** Rules and constraints that are part of another object's definition are where that object is. */
    private static boolean isSeparate(SchemaObject<?> object) {
        return switch (object.priority()) {
            case RULE, CONSTRAINT, FK_CONSTRAINT -> object.isSeparate();
            default -> true;
        };
    }
}
