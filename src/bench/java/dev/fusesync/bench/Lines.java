package dev.fusesync.bench;

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
		IntStream.range(0, programs.size()).forEach((i) -> svg.append(line(programs.get(i), COLOURS.get(i), most)));
		return svg.append("</svg>\n").toString();
	}

	private String line(String program, String colour, double most) {
		List<Integer> shown = Trial.SHOWN.stream().filter((load) -> Double.isFinite(acks(program, load))).toList();
		if (shown.isEmpty()) {
			return "";
		}
		String points = shown.stream()
			.map((load) -> "%d,%d".formatted(x(load), y(acks(program, load), most)))
			.collect(Collectors.joining(" "));
		int last = shown.get(shown.size() - 1);
		return "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n".formatted(points, colour)
				+ text(x(last) + 6, y(acks(program, last), most), program);
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
