package dev.dbsnapshot.connect;

/** A password. Its text form never shows it. Immutable and safe for use by several threads. */
public final class Secret {

    private final char[] characters;

    private Secret(char[] characters) {
        this.characters = characters;
    }

    /**
     * Takes a copy of the characters.
     *
     * @param characters the password
     * @return the secret
     */
    public static Secret of(char[] characters) {
        return new Secret(characters.clone());
    }

    /**
     * Takes the password from a text, for where it comes from a file or an environment as one anyway.
     *
     * @param text the password
     * @return the secret
     */
    public static Secret of(String text) {
        return new Secret(text.toCharArray());
    }

    /**
     * The password itself.
     *
     * @return a copy, which the caller may overwrite after use
     */
    public char[] reveal() {
        return characters.clone();
    }

    /**
     * Whether there is nothing in it; libpq treats an empty password as none.
     *
     * @return whether it is empty
     */
    public boolean isEmpty() {
        return characters.length == 0;
    }

    @Override
    public String toString() {
        return "********";
    }
}
