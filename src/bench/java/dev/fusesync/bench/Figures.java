package dev.fusesync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured: each figure of each program, several times. */
final class Figures {

	private final Map<String, Map<String, List<Double>>> samples = new LinkedHashMap<>();

	void add(String figure, String program, double value) {
		this.samples.computeIfAbsent(figure, (key) -> new TreeMap<>())
			.computeIfAbsent(program, (key) -> new ArrayList<>())
			.add(value);
		System.out.printf("  %s, %s: %s%n", program, figure, text(value));
	}

	/** The median of the rounds' ratios, fuse-sync to the other, or NaN without any. */
	double ratio(String figure, String rival) {
		List<Double> ours = of(figure, "fuse-sync");
		List<Double> theirs = of(figure, rival);
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
			ratios.add(ours.get(i) / theirs.get(i));
		}
		return median(ratios);
	}

	double median(String figure, String program) {
		return median(of(figure, program));
	}

	private List<Double> of(String figure, String program) {
		return this.samples.getOrDefault(figure, Map.of()).getOrDefault(program, List.of());
	}

	private static double median(List<Double> values) {
		if (values.isEmpty()) {
			return Double.NaN;
		}
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/** A row for each figure: the medians, and the ratios to each other program. */
	String table() {
		StringBuilder table = new StringBuilder("| figure | fuse-sync |");
		Programs.RIVALS.forEach((rival) -> table.append(" %s | ratio |".formatted(rival)));
		table.append("%n|---|---:|".formatted()).append("---:|---:|".repeat(Programs.RIVALS.size()));
		for (String figure : this.samples.keySet()) {
			table.append("%n| %s | %s |".formatted(figure, text(median(figure, "fuse-sync"))));
			for (String rival : Programs.RIVALS) {
				table.append(" %s | %s |".formatted(text(median(figure, rival)), text(ratio(figure, rival))));
			}
		}
		return table.append("%n".formatted()).toString();
	}

	void write(Path directory) throws IOException {
		List<String> lines = new ArrayList<>(List.of("figure,program,value"));
		this.samples.forEach((figure, programs) -> programs.forEach((program, values) -> values
			.forEach((value) -> lines.add("\"%s\",%s,%s".formatted(figure, program, value)))));
		Files.write(directory.resolve("figures.csv"), lines);
		Files.writeString(directory.resolve("table.md"), table());
		Files.writeString(directory.resolve("figures.svg"), new Bars(this.samples.keySet(), this::median).svg());
		Files.writeString(directory.resolve("warm-up.svg"), new Lines(this::median).svg());
	}

	static String text(double value) {
		if (!Double.isFinite(value)) {
			return "";
		}
		if (Math.abs(value) >= 100) {
			return "%,.0f".formatted(value);
		}
		return ((Math.abs(value) >= 10) ? "%.1f" : "%.2f").formatted(value);
	}

}
