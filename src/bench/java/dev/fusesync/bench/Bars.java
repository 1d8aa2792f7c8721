package dev.fusesync.bench;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/** A bar for each program and figure, each figure in a scale of its own. */
record Bars(Collection<String> figures, ToDoubleBiFunction<String, String> median) {

	private static final int BAR = 17;

	private static final int ROW = 10 + BAR * (1 + Programs.RIVALS.size());

	private static final List<String> COLOURS = List.of("#1668b2", "#7a7a7a", "#a5a5a5", "#cccccc");

	private static final int LEFT = 380;

	private static final int WIDTH = 420;

	String svg() {
		StringBuilder svg = new StringBuilder(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"910\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
					.formatted(ROW * this.figures.size() + 20));
		int y = 14;
		List<String> programs = Stream.concat(Stream.of("fuse-sync"), Programs.RIVALS.stream()).toList();
		for (String figure : this.figures) {
			double most = programs.stream()
				.mapToDouble((program) -> this.median.applyAsDouble(figure, program))
				.filter(Double::isFinite)
				.max()
				.orElse(0);
			svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n".formatted(LEFT - 10, y + 12, figure));
			for (int i = 0; i < programs.size(); i++) {
				bar(svg, y + BAR * i, this.median.applyAsDouble(figure, programs.get(i)), most, COLOURS.get(i),
						programs.get(i));
			}
			y += ROW;
		}
		return svg.append("</svg>\n").toString();
	}

	private static void bar(StringBuilder svg, int y, double value, double most, String colour, String name) {
		if (!Double.isNaN(value)) {
			long width = Math.round(WIDTH * value / most);
			svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"15\" fill=\"%s\"/>".formatted(LEFT, y, width, colour))
				.append("<text x=\"%d\" y=\"%d\" font-size=\"11\">%s %s</text>%n".formatted(LEFT + width + 5, y + 12,
						Figures.text(value), name));
		}
	}

}
