package dev.fusesync.commands;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.fusesync.commands.check.CheckCommand;
import dev.fusesync.commands.settings.SettingsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The commands of the program. */
@Command(name = "fuse-sync", description = "Without a command, fuse-sync starts and receives webhooks.",
		subcommands = { SignCommand.class, VerifyCommand.class, ExplainCommand.class, SendCommand.class,
				CheckCommand.class, SettingsCommand.class, HelpCommand.class },
		mixinStandardHelpOptions = true, versionProvider = Commands.Version.class,
		synopsisSubcommandLabel = "[COMMAND]", exitCodeListHeading = "Exit codes:%n",
		exitCodeList = { "0:The answer is yes, or it was done.", "1:The answer is no, or it failed.",
				"2:The command was called wrongly, or lacks a key or a file." })
public final class Commands {

	private static final List<String> OPTIONS = List.of("-h", "--help", "-V", "--version");

	private Commands() {
	}

	/**
	 * Whether the program's arguments call a command, rather than set properties of
	 * Spring Boot.
	 */
	public static boolean areCalled(String... args) {
		return Stream.of(args).anyMatch((argument) -> !argument.isBlank() && !argument.startsWith("-"))
				|| args.length > 0 && OPTIONS.contains(args[0]);
	}

	/**
	 * Runs the command that the arguments name.
	 * @return the exit code
	 */
	public static int run(String... args) {
		// Each class that is not there is looked for in all jars.
		System.setProperty("picocli.disable.closures", "true");
		if (args[0].startsWith("-") && !OPTIONS.contains(args[0])) {
			System.err.println("The command comes first: fuse-sync COMMAND [OPTIONS]. Settings and profiles are taken "
					+ "from variables, such as SPRING_PROFILES_ACTIVE.");
			return ExitCode.USAGE;
		}
		return commandLine().execute(args);
	}

	/** With text in UTF-8, whatever the machine's locale. */
	private static CommandLine commandLine() {
		return new CommandLine(new Commands()).setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
			.registerConverter(Path.class, Commands::path)
			.setOut(writer(System.out))
			.setErr(writer(System.err))
			.setExecutionExceptionHandler(Commands::fail);
	}

	/**
	 * The file that the caller means. {@code bin/fuse-sync} runs the program in another
	 * directory than the caller's, which it names.
	 */
	static Path path(String file) {
		return Path.of(System.getProperty("fuse-sync.caller", "")).resolve(file);
	}

	/** Says what failed, without a trace. */
	private static int fail(Exception failure, CommandLine command, ParseResult arguments) {
		boolean known = failure instanceof CommandFailure;
		command.getErr().println(known ? failure.getMessage() : "The command failed: " + failure);
		return known ? ((CommandFailure) failure).exitCode() : 1;
	}

	private static PrintWriter writer(PrintStream stream) {
		return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
	}

	/** The version in the jar's manifest. */
	static final class Version implements IVersionProvider {

		@Override
		public String[] getVersion() {
			String version = Commands.class.getPackage().getImplementationVersion();
			return new String[] { "fuse-sync " + ((version != null) ? version : "(not packaged)") };
		}

	}

}
