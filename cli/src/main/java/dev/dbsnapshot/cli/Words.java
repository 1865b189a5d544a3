package dev.dbsnapshot.cli;

import java.util.Locale;

/** Constants as a person types and reads them: {@code drop-and-restore}. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
