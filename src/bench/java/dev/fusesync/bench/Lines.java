package dev.fusesync.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the programs become warm: webhooks a second over the time after the start. */
record Lines(ToDoubleBiFunction<String, String> median) {

	private static final int WIDTH = 640;

	private static final int HEIGHT = 320;

	private static final int MARGIN = 60;

	/** Height of a line of text. */
	private static final int LETTERS = 14;

	private static final List<String> COLOURS = List.of("#1668b2", "#b26816", "#4c8c2b", "#7a7a7a");

	String svg() {
		List<String> programs = Stream.concat(Stream.of("fuse-sync"), Programs.RIVALS.stream()).toList();
		double most = programs.stream()
			.flatMap((program) -> Trial.SHOWN.stream().map((load) -> acks(program, load)))
			.filter(Double::isFinite)
			.max(Double::compare)
			.orElse(1.0);
		StringBuilder svg = new StringBuilder(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
					.formatted(WIDTH + 3 * MARGIN, HEIGHT + 2 * MARGIN));
		svg.append(text(MARGIN, MARGIN - 15, "webhooks answered a second (%s at the top), by seconds after the start"
			.formatted(Figures.text(most))));
		Trial.SHOWN.forEach((load) -> svg.append(text(x(load) - 8, HEIGHT + MARGIN + 20, "%d".formatted(10 * load))));
		IntStream.range(0, programs.size())
			.filter((i) -> !shown(programs.get(i)).isEmpty())
			.forEach((i) -> svg.append(line(programs.get(i), COLOURS.get(i), most)));
		return svg.append(names(programs, most)).append("</svg>\n").toString();
	}

	/** At the ends of the lines; one below the other where lines end close together. */
	private String names(List<String> programs, double most) {
		StringBuilder svg = new StringBuilder();
		int free = 0;
		for (String program : programs.stream()
			.filter((program) -> !shown(program).isEmpty())
			.sorted(Comparator.comparingInt((program) -> end(program, most)))
			.toList()) {
			int y = Math.max(free, end(program, most) + 4);
			svg.append("<g fill=\"%s\">%s</g>%n".formatted(COLOURS.get(programs.indexOf(program)),
					text(x(last(program)) + 6, y, program)));
			free = y + LETTERS;
		}
		return svg.toString();
	}

	private List<Integer> shown(String program) {
		return Trial.SHOWN.stream().filter((load) -> Double.isFinite(acks(program, load))).toList();
	}

	private int last(String program) {
		List<Integer> shown = shown(program);
		return shown.get(shown.size() - 1);
	}

	private int end(String program, double most) {
		return y(acks(program, last(program)), most);
	}

	private String line(String program, String colour, double most) {
		String points = shown(program).stream()
			.map((load) -> "%d,%d".formatted(x(load), y(acks(program, load), most)))
			.collect(Collectors.joining(" "));
		return "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n".formatted(points, colour);
	}

	private double acks(String program, int load) {
		return this.median.applyAsDouble(Trial.ACKS.formatted(load), program);
	}

	private static int x(int load) {
		return MARGIN + WIDTH * load / Trial.SHOWN.get(Trial.SHOWN.size() - 1);
	}

	private static int y(double value, double most) {
		return (int) Math.round(MARGIN + HEIGHT * (1 - value / most));
	}

	private static String text(int x, int y, String text) {
		return "<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y, text);
	}

}
