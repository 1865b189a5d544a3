package dev.dbsnapshot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The script that this command replaces takes its options before the subcommand ({@code --file=x restore}); they are
 * moved behind it, where the subcommand itself checks them.
 */
final class ScriptArguments {

    private final CommandLine root;

    ScriptArguments(CommandLine root) {
        this.root = root;
    }

    /** The arguments with the subcommand first, if there is one and it is not first already. */
    String[] subcommandFirst(String[] arguments) {
        Set<String> commands = root.getSubcommands().keySet();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (commands.contains(argument)) {
                List<String> result = new ArrayList<>(List.of(arguments));
                result.remove(i);
                result.add(0, argument);
                return result.toArray(String[]::new);
            }
            if (!argument.startsWith("-") || argument.equals("--")) {
                return arguments;
            }
            if (takesNextArgument(argument)) {
                i++;
            }
        }
        return arguments;
    }

    private boolean takesNextArgument(String argument) {
        if (argument.indexOf('=') >= 0) {
            return false;
        }
        for (CommandLine command : root.getSubcommands().values()) {
            Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
            OptionSpec option = options.get(argument);
            if (option != null) {
                return option.arity().min() > 0;
            }
        }
        return false;
    }
}
