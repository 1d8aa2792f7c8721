package dev.fusesync.commands;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import dev.fusesync.commands.check.CheckCommand;
import dev.fusesync.commands.settings.SettingsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParseResult;

/**
 * The commands of the program. Exit codes: 0 if all is well, 1 if the answer is no, 2 if
 * the command was called wrongly.
 */
@Command(name = "fuse-sync", description = "Without a command, fuse-sync starts and receives webhooks.",
		subcommands = { CheckCommand.class, SettingsCommand.class, HelpCommand.class }, mixinStandardHelpOptions = true,
		synopsisSubcommandLabel = "[COMMAND]")
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
		return new CommandLine(new Commands()).setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
			.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
			.setExecutionExceptionHandler(Commands::fail)
			.execute(args);
	}

	/** Says what failed, without a trace. */
	private static int fail(Exception failure, CommandLine command, ParseResult arguments) {
		command.getErr().println("The command failed: " + failure);
		return 1;
	}

}
