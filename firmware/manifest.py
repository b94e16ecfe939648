# What every handset image holds besides its board's drivers: the library and the application,
# without line numbers (a tenth of the code's size).
package("mikey", base_path="../lib", opt=3)
freeze("app", opt=3)
