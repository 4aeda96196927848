import { render } from 'preact'
import { App } from './app.tsx'
import { connect } from './connection.ts'

connect()
const root = document.getElementById('app')
if (root) render(<App />, root)
