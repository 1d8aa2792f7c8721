package dev.fusesync.commands;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "sign", mixinStandardHelpOptions = true,
		description = "Prints the value of the header fuse-verification for a body, as Fuse signs it.")
final class SignCommand implements Callable<Integer> {

	@Mixin
	private Body body;

	@Mixin
	private Keys keys;

	@Option(names = "--curl", paramLabel = "URL", description = "Print a curl line instead that posts the body there.")
	private String url;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() {
		String signature = Body.sign(this.body.read(), this.keys.current());
		this.spec.commandLine().getOut().println((this.url != null) ? this.body.curl(this.url, signature) : signature);
		return 0;
	}

}
