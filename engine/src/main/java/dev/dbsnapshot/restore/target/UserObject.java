package dev.dbsnapshot.restore.target;

/**
 * Something in the target database that a user made.
 *
 * @param noun what it is, for example {@code table}
 * @param name its name as SQL says it
 * @param droppable whether the role that restores may drop it
 * @param drop the statement that drops it
 */
public record UserObject(String noun, String name, boolean droppable, String drop) {

    public String described() {
        return noun + " " + name;
    }
}
