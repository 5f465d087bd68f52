/** Small programs, each of which runs on any executor by changing one word. */
package concurrent.futures.examples;
