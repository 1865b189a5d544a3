package dev.dbsnapshot.kube.doctor;

/** What somebody wants to be able to do. */
public enum Purpose {
    /** Back up: find the database and reach it. */
    CREATE("create"),
    /** Restore: stop the application and start it again, beyond what a backup takes. */
    RESTORE("restore, undo, recover"),
    /** Work through a pod beside the application. */
    JUMP_POD("jump-create, jump-delete, --via jump-pod"),
    /** Export the configuration of the namespace. */
    EXPORT_OBJECTS("export-objects");

    private final String commands;

    Purpose(String commands) {
        this.commands = commands;
    }

    /** The commands that are for it. */
    public String commands() {
        return commands;
    }
}
