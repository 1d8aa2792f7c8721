package dev.fusesync.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.fusesync.verification.ApiKey;
import dev.fusesync.verification.diagnosis.Diagnosis;
import dev.fusesync.verification.diagnosis.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "explain", mixinStandardHelpOptions = true, description = {
		"Says what becomes of a webhook and why: whether its signature is right and, if not, which mistake "
				+ "explains it; what Fuse signs of the body; which queue and routes take it; which headers go to Fuse.",
		"Exit code 0 if the webhook is accepted, 1 if it is refused." })
final class ExplainCommand implements Callable<Integer> {

	@Mixin
	private Body body;

	@Mixin
	private Keys keys;

	@Option(names = { "-s", "--signature" }, required = true, paramLabel = "SIGNATURE",
			description = "Value of the header fuse-verification, as it was received.")
	private String signature;

	@Option(names = "--other-key-file", paramLabel = "FILE",
			description = "File with a key that may have been used, such as that of another environment. Repeatable.")
	private List<Path> others = new ArrayList<>();

	@Option(names = "--sign", description = "Also print the right signature of the body.")
	private boolean sign;

	@Option(names = "--json", description = "Print one JSON object.")
	private boolean json;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() {
		byte[] received = this.body.read();
		List<ApiKey> tried = new ArrayList<>(this.keys.accepted());
		this.others.stream().map(Keys::in).forEach(tried::add);
		Diagnosis diagnosis = Diagnosis.of(received, this.signature.strip(), tried);
		Explanation explanation = new Explanation(diagnosis, CallHeaders.of(this.keys.settings()));
		if (this.sign && diagnosis.canonical() != null) {
			explanation = explanation.with(Body.sign(received, tried.get(0).text()));
		}
		this.spec.commandLine().getOut().println(this.json ? explanation.json() : explanation.text());
		return diagnosis.isAccepted() ? 0 : 1;
	}

}
