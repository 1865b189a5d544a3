package dev.dbsnapshot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The script that this command replaces takes its options before the subcommand ({@code --file=x restore}); they are
 * moved behind it, where the subcommand itself checks them.
 */
final class ScriptArguments {

    /**
     * The script takes all of its options before every subcommand, needed or not. Its {@code --drop} is refused where it
     * means nothing, because whoever gives it means another subcommand.
     */
    private static final Set<String> OF_THE_SCRIPT =
            Set.of("--dir", "--file", "-n", "--namespace", "--registry", "--image", "--force-insecure");

    private final CommandLine root;
    private final Consumer<String> person;

    ScriptArguments(CommandLine root, Consumer<String> person) {
        this.root = root;
        this.person = person;
    }

    /** The arguments with the subcommand first, if there is one and it is not first already. */
    String[] subcommandFirst(String[] arguments) {
        Set<String> commands = root.getSubcommands().keySet();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (commands.contains(argument)) {
                List<String> result = new ArrayList<>(List.of(argument));
                result.addAll(known(argument, List.of(arguments).subList(0, i)));
                result.addAll(List.of(arguments).subList(i + 1, arguments.length));
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

    /** Without the script's options that mean nothing to a subcommand; the person is told. */
    private List<String> known(String command, List<String> before) {
        Map<String, OptionSpec> options = Objects.requireNonNull(
                        root.getSubcommands().get(command))
                .getCommandSpec()
                .optionsMap();
        List<String> result = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            String name = before.get(i).replaceFirst("=.*", "");
            int next = takesNextArgument(before.get(i)) ? i + 1 : i;
            if (OF_THE_SCRIPT.contains(name) && !options.containsKey(name)) {
                person.accept("warning: " + name + " has no effect on " + command);
            } else {
                result.addAll(before.subList(i, Math.min(next + 1, before.size())));
            }
            i = next;
        }
        return result;
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
