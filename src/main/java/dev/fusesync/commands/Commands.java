package dev.fusesync.commands;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * The commands of the program. Exit codes: 0 if all is well, 1 if the answer is no, 2 if
 * the command was called wrongly.
 */
@Command(name = "fuse-sync", description = "Without a command, fuse-sync starts and receives webhooks.",
		subcommands = { HelpCommand.class }, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "[COMMAND]")
public final class Commands {

	private Commands() {
	}

	/**
	 * Whether the program's arguments call a command, rather than set properties of
	 * Spring Boot.
	 */
	public static boolean areCalled(String... args) {
		return args.length > 0 && (!args[0].startsWith("-") || args[0].equals("-h") || args[0].equals("--help"));
	}

	/**
	 * Runs the command that the arguments name.
	 * @return the exit code
	 */
	public static int run(String... args) {
		return new CommandLine(new Commands()).execute(args);
	}

}
