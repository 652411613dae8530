package dev.linger.http;

/** A request that ends in a problem. Thrown while a request is read, before anything is parked. */
final class ProblemException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // No stack: this is an answer, not an accident, and hostile input would make many of them.
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  static ProblemException badRequest(String code, String detail) {
    return new ProblemException(Problem.of(400, code, detail));
  }

  Problem problem() {
    return problem;
  }
}
