# What every handset image holds besides its board's drivers: the library and the application.
package("mikey", base_path="../lib")
freeze("app")
